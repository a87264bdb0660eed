<?php

declare(strict_types=1);

namespace Demo;

use Drupal\nodejs\Core\HttpResponse;
use Drupal\nodejs\Core\HttpTransport;
use Drupal\nodejs\Core\ServerUnreachable;

/**
 * HTTP for PHP in WebAssembly, which has no sockets: JavaScript does the fetch.
 */
final class MessageTransport implements HttpTransport {

  /**
   * {@inheritdoc}
   */
  public function post(string $url, array $headers, string $body): HttpResponse {
    $question = json_encode(['type' => 'post', 'url' => $url, 'headers' => $headers, 'body' => $body], JSON_THROW_ON_ERROR);
    $answer = json_decode((string) post_message_to_js($question));
    if (!is_int($answer->status ?? NULL) || !is_string($answer->body ?? NULL)) {
      throw new ServerUnreachable('No answer from the push server.');
    }
    return new HttpResponse($answer->status, $answer->body);
  }

}
