/** Answers `POST` with one message in the body, or one a line; each is handed to `publish`. */
export function serveMessages(publish) {
  return (request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const isLines = request.headers['content-type'] === 'application/x-ndjson';
      for (const message of isLines ? body.split('\n') : [body]) if (message !== '') publish(message);
      response.writeHead(202, { 'Content-Length': 2 }).end('ok');
    });
  };
}
