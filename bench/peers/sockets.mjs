// Sends what it is posted to everybody on a web socket, with the package `ws`.
import { createServer } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';

const [host, port] = process.env.BENCH_LISTEN.split(':');
const server = createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  const frame = Buffer.concat(parts);
  for (const watcher of sockets.clients) {
    if (watcher.readyState === WebSocket.OPEN) watcher.send(frame);
  }
  response.end('sent');
});
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
server.keepAliveTimeout = 3_600_000;
server.listen(Number(port), host, 1024);
