# What a development agent needs for samples/nomad/hello.nomad.hcl beside -plugin-dir:
#   nomad agent -dev -plugin-dir /opt/nomad/plugins -config samples/nomad/agent.hcl
client {
  # Without them the agent asks the addresses of clouds first, and waits.
  options = {
    "fingerprint.denylist" = "env_aws,env_gce,env_azure"
  }

  # Where hello.jar is.
  host_volume "jars" {
    path      = "/opt/nomad/jars"
    read_only = true
  }
}

plugin "milo" {
  config {
    log_level = "info"
  }
}
