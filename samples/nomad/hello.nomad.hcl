# A JAR as a batch job: nomad run samples/nomad/hello.nomad.hcl, then nomad alloc logs -f of its allocation.
# It is built from Hello.java: javac --release 17 -d classes Hello.java && jar --create --file hello.jar --main-class Hello -C classes .
# The JAR comes from the node itself here (see agent.hcl). From elsewhere an artifact block brings it:
#
#   artifact { source = "https://example.org/hello.jar" }
#
# and jar_path is "local/hello.jar" then.
job "hello" {
  datacenters = ["dc1"]
  type        = "batch"

  group "hello" {
    volume "jars" {
      type      = "host"
      source    = "jars"
      read_only = true
    }

    task "hello" {
      driver = "milo"

      volume_mount {
        volume      = "jars"
        destination = "/jars"
        read_only   = true
      }

      config {
        class      = "Hello"
        class_path = "/jars/hello.jar"
        args       = ["30"]
      }

      resources {
        cpu    = 100
        memory = 128
      }
    }
  }
}
