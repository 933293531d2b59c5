// A peer: Node.js, onnxruntime-node, sharp, and a watershed in JavaScript. MODEL is the graph, PORT where to listen; one worker a core.
'use strict';
const cluster = require('node:cluster');
const http = require('node:http');
const os = require('node:os');

if (cluster.isPrimary) {
  for (let i = 0; i < os.availableParallelism(); i++) cluster.fork();
} else {
  serve();
}

async function serve() {
  const ort = require('onnxruntime-node');
  const { segment } = require('./segment');
  const session = await ort.InferenceSession.create(process.env.MODEL, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  http.createServer(async (request, response) => {
    try {
      if (request.method === 'GET') return send(response, 200, {});
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      send(response, 200, await segment(ort, session, Buffer.concat(chunks)));
    } catch (failure) {
      send(response, 400, { title: String(failure) });
    }
  }).listen(Number(process.env.PORT), '127.0.0.1');
}

function send(response, status, document) {
  const body = Buffer.from(JSON.stringify(document));
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': body.length });
  response.end(body);
}
