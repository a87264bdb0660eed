<?php

/**
 * @file
 * The process behind SocketServer: one connection at a time.
 */

declare(strict_types=1);

$server = stream_socket_server('tcp://127.0.0.1:0');
echo 'http://', stream_socket_get_name($server, FALSE), "\n";

for ($connection = 1; $stream = stream_socket_accept($server, -1); $connection++) {
  while (($head = stream_get_line($stream, 65536, "\r\n\r\n")) !== FALSE && $head !== '') {
    preg_match('/^POST (\S+).*?Content-Length: (\d+)/s', $head, $match);
    $body = (int) $match[2] > 0 ? stream_get_contents($stream, (int) $match[2]) : '';
    $answer = json_encode(['connection' => $connection, 'head' => $head, 'length' => strlen($body), 'end' => substr($body, -3)]);
    $length = strlen($answer);
    switch ($match[1]) {
      case '/plain':
        fwrite($stream, "HTTP/1.1 200 OK\r\nContent-Length: $length\r\n\r\n$answer");
        break;

      case '/chunked':
        fwrite($stream, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        foreach (str_split($answer, 7) as $piece) {
          fwrite($stream, dechex(strlen($piece)) . "\r\n$piece\r\n");
        }
        fwrite($stream, "0\r\n\r\n");
        break;

      case '/interim':
        fwrite($stream, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 503 Busy\r\nContent-Length: $length\r\n\r\n$answer");
        break;

      case '/until-close':
        fwrite($stream, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n$answer");
        break 2;

      case '/plain-then-close':
        fwrite($stream, "HTTP/1.1 200 OK\r\nContent-Length: $length\r\n\r\n$answer");
        break 2;

      case '/half':
        fwrite($stream, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n$answer");
        break 2;

      case '/drop':
        break 2;

      case '/garbage':
        fwrite($stream, "SSH-2.0-hello\r\n\r\n");
        break;

      case '/silent':
        break;

      case '/redirect':
        fwrite($stream, "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
        break;
    }
  }
  fclose($stream);
}
