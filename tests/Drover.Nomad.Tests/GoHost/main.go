// A real host for the driver: go-plugin and grpc-go as Nomad uses them, driven by lines of JSON on standard input. The messages themselves are bytes that
// the test makes and reads; transport, handshake, certificates and shutdown are those of the libraries.
//
// Requests:  {"id":1,"op":"call","method":"/package.Service/Method","data":"base64","timeoutMs":1000}
//
//	{"id":2,"op":"open","method":"..."}, then {"op":"send","stream":2,"data":"..."}, {"op":"close","stream":2}, {"op":"cancel","stream":2}
//	{"id":3,"op":"ping"}, {"id":4,"op":"reattach"}, {"id":5,"op":"shutdown"}, {"id":6,"op":"kill"}, {"id":7,"op":"raw"}
//
// Answers:   {"id":1,"data":"...","code":0,"message":"","details":["type URL=base64"]}; each message of a stream, then its end with "end":true.
// The first line of output is {"id":0,"pid":123,"address":"/path","startMs":42} or {"id":0,"error":"..."}. Lines of the plugin's log come with "log".
package main

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"flag"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	hclog "github.com/hashicorp/go-hclog"
	plugin "github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

type request struct {
	Id        int    `json:"id"`
	Op        string `json:"op"`
	Method    string `json:"method"`
	Stream    int    `json:"stream"`
	Data      string `json:"data"`
	TimeoutMs int    `json:"timeoutMs"`
}

type answer struct {
	Id      int      `json:"id"`
	Data    *string  `json:"data,omitempty"`
	Code    int      `json:"code"`
	Message string   `json:"message,omitempty"`
	Details []string `json:"details,omitempty"`
	End     bool     `json:"end,omitempty"`
	Error   string   `json:"error,omitempty"`
	Pid     int      `json:"pid,omitempty"`
	Address string   `json:"address,omitempty"`
	StartMs float64  `json:"startMs,omitempty"`
	TookMs  float64  `json:"tookMs,omitempty"`
	Log     string   `json:"log,omitempty"`
}

var (
	output sync.Mutex
	stdout = json.NewEncoder(os.Stdout)
)

func say(a answer) {
	output.Lock()
	defer output.Unlock()
	_ = stdout.Encode(a)
}

// The messages as they are.
type rawCodec struct{}

func (rawCodec) Marshal(v interface{}) ([]byte, error) { return *(v.(*[]byte)), nil }

func (rawCodec) Unmarshal(data []byte, v interface{}) error {
	*(v.(*[]byte)) = append([]byte{}, data...)
	return nil
}

func (rawCodec) Name() string { return "proto" }

// Hands the connection itself over.
type connectionPlugin struct{ plugin.NetRPCUnsupportedPlugin }

func (*connectionPlugin) GRPCServer(*plugin.GRPCBroker, *grpc.Server) error { return nil }

func (*connectionPlugin) GRPCClient(_ context.Context, _ *plugin.GRPCBroker, c *grpc.ClientConn) (interface{}, error) {
	return c, nil
}

// Passes the log on, a line for each record.
type logWriter struct{}

func (logWriter) Write(bytes []byte) (int, error) {
	for _, line := range strings.Split(strings.TrimRight(string(bytes), "\n"), "\n") {
		say(answer{Id: -1, Log: line})
	}
	return len(bytes), nil
}

func milliseconds(since time.Time) float64 { return float64(time.Since(since).Microseconds()) / 1000 }

func failed(id int, err error) answer {
	a := answer{Id: id, End: true}
	if err == nil || err == io.EOF {
		return a
	}
	s := status.Convert(err)
	a.Code, a.Message = int(s.Code()), s.Message()
	for _, detail := range s.Proto().GetDetails() {
		a.Details = append(a.Details, detail.TypeUrl+"="+base64.StdEncoding.EncodeToString(detail.Value))
	}
	return a
}

func encode(bytes []byte) *string {
	text := base64.StdEncoding.EncodeToString(bytes)
	return &text
}

type stream struct {
	client grpc.ClientStream
	cancel context.CancelFunc
	open   chan struct{}
}

func main() {
	path := flag.String("plugin", "", "the plugin's executable")
	mtls := flag.Bool("mtls", false, "encrypt the connection")
	cookie := flag.String("cookie", "e4327c2e01eabfd75a8a67adb114fb34a757d57eee7728d857a8cec6e91a7255", "the magic cookie's value")
	version := flag.Uint("version", 2, "the protocol version")
	flag.Parse()

	plugins := plugin.PluginSet{"driver": &connectionPlugin{}}
	handshake := plugin.HandshakeConfig{ProtocolVersion: *version, MagicCookieKey: "NOMAD_PLUGIN_MAGIC_COOKIE", MagicCookieValue: *cookie}
	log := hclog.New(&hclog.LoggerOptions{Level: hclog.Trace, Output: logWriter{}, JSONFormat: true})
	config := func() *plugin.ClientConfig {
		return &plugin.ClientConfig{
			HandshakeConfig:  handshake,
			Plugins:          plugins,
			AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
			Logger:           log,
		}
	}
	first := config()
	first.Cmd = exec.Command(*path, flag.Args()...)
	first.AutoMTLS = *mtls
	client := plugin.NewClient(first)
	connect := func() (plugin.ClientProtocol, *grpc.ClientConn, error) {
		protocol, err := client.Client()
		if err != nil {
			return nil, nil, err
		}
		raw, err := protocol.Dispense("driver")
		if err != nil {
			return nil, nil, err
		}
		return protocol, raw.(*grpc.ClientConn), nil
	}
	began := time.Now()
	protocol, connection, err := connect()
	if err != nil {
		client.Kill()
		say(answer{Error: err.Error()})
		os.Exit(1)
	}
	started := milliseconds(began)
	attachment := client.ReattachConfig()
	say(answer{Pid: attachment.Pid, Address: attachment.Addr.String(), StartMs: started})

	var lock sync.Mutex
	streams := map[int]*stream{}
	find := func(id int) *stream {
		lock.Lock()
		defer lock.Unlock()
		return streams[id]
	}
	lines := bufio.NewReaderSize(os.Stdin, 1<<20)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			break
		}
		var r request
		if err := json.Unmarshal(line, &r); err != nil {
			say(answer{Id: -1, Error: err.Error()})
			continue
		}
		data, _ := base64.StdEncoding.DecodeString(r.Data)
		switch r.Op {
		case "call":
			used := connection
			go func() {
				ctx, cancel := context.Background(), context.CancelFunc(func() {})
				if r.TimeoutMs > 0 {
					ctx, cancel = context.WithTimeout(ctx, time.Duration(r.TimeoutMs)*time.Millisecond)
				}
				defer cancel()
				var reply []byte
				began := time.Now()
				a := failed(r.Id, used.Invoke(ctx, r.Method, &data, &reply, grpc.ForceCodec(rawCodec{})))
				a.TookMs = milliseconds(began)
				if a.Code == int(codes.OK) {
					a.Data = encode(reply)
				}
				say(a)
			}()
		case "open":
			ctx, cancel := context.WithCancel(context.Background())
			opened, err := connection.NewStream(ctx, &grpc.StreamDesc{ClientStreams: true, ServerStreams: true}, r.Method, grpc.ForceCodec(rawCodec{}))
			if err != nil {
				cancel()
				say(failed(r.Id, err))
				continue
			}
			lock.Lock()
			streams[r.Id] = &stream{client: opened, cancel: cancel}
			lock.Unlock()
			go func() {
				for {
					var message []byte
					if err := opened.RecvMsg(&message); err != nil {
						say(failed(r.Id, err))
						return
					}
					say(answer{Id: r.Id, Data: encode(message)})
				}
			}()
		case "send":
			if err := find(r.Stream).client.SendMsg(&data); err != nil && err != io.EOF {
				say(failed(r.Stream, err))
			}
		case "close":
			_ = find(r.Stream).client.CloseSend()
		case "cancel":
			find(r.Stream).cancel()
		case "ping":
			say(failed(r.Id, protocol.Ping()))
		case "raw":
			// What a reattaching client does first: it looks whether anybody listens.
			probe, err := net.Dial("unix", attachment.Addr.String())
			if err == nil {
				_ = probe.Close()
			}
			say(failed(r.Id, err))
		case "reattach":
			again := config()
			again.Reattach = attachment
			client = plugin.NewClient(again)
			protocol, connection, err = connect()
			say(failed(r.Id, err))
		case "shutdown":
			began := time.Now()
			client.Kill()
			say(answer{Id: r.Id, TookMs: milliseconds(began)})
		}
	}
}
