// pump.js PORT COMMAND…: the peer of drover serve. Starts the command when the first viewer comes, holds its pipe itself and passes each chunk on to every
// viewer as a WebSocket message of the same form; keeps nothing. Written for this comparison with what Node has, which is no WebSocket server.
const { createServer } = require('node:http');
const { createHash } = require('node:crypto');
const { spawn } = require('node:child_process');

const [port, ...command] = process.argv.slice(2);
const viewers = new Set();
let child;

function frame(text) {
  const body = Buffer.from(text);
  const head = body.length < 126 ? Buffer.from([0x81, body.length]) : Buffer.from([0x81, 126, body.length >> 8, body.length & 255]);
  return Buffer.concat([head, body]);
}

function start() {
  let seq = 0;
  child = spawn(command[0], command.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.on('data', (data) => {
    const message = frame(JSON.stringify({ type: 'stdout', data: data.toString(), timestamp: new Date().toISOString(), seq: ++seq, lastSeq: seq }));
    for (const viewer of viewers) viewer.write(message);
  });
  child.on('close', () => {
    for (const viewer of viewers) viewer.end(Buffer.from([0x88, 2, 3, 232]));
    server.close();
  });
}

const server = createServer((request, response) => response.end('ok\n'));
server.on('upgrade', (request, socket) => {
  const accept = createHash('sha1').update(request.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('base64');
  socket.setNoDelay(true);
  socket.on('error', () => viewers.delete(socket));
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
  viewers.add(socket);
  if (!child) start();
});
server.listen(Number(port), '127.0.0.1', () => console.log('ready'));
