<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * Carries one POST to the push server.
 *
 * An implementation bounds the time it takes, follows no redirects, and gives
 * every HTTP answer back, whatever its status.
 */
interface HttpTransport {

  /**
   * Sends a POST and waits for the answer.
   *
   * @param string $url
   *   Absolute http or https address.
   * @param array<string, string> $headers
   *   Header values by name. Host and Content-Length are the transport's own.
   * @param string $body
   *   The body as it goes over the wire.
   *
   * @throws \Drupal\nodejs\Core\ServerUnreachable
   *   When there is no complete answer in time.
   */
  public function post(string $url, array $headers, string $body): HttpResponse;

}
