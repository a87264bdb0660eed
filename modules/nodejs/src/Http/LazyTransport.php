<?php

declare(strict_types=1);

namespace Drupal\nodejs\Http;

use Drupal\nodejs\Core\HttpResponse;
use Drupal\nodejs\Core\HttpTransport;
use Symfony\Component\DependencyInjection\Attribute\AutowireServiceClosure;

/**
 * Makes the HTTP client when something is sent, which is after the page.
 */
final class LazyTransport implements HttpTransport {

  /**
   * Wires it.
   *
   * @param \Closure(): \Drupal\nodejs\Core\HttpTransport $transport
   *   Gives the real one.
   */
  public function __construct(
    #[AutowireServiceClosure(Psr18Transport::class)]
    private readonly \Closure $transport,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function post(string $url, array $headers, string $body): HttpResponse {
    return ($this->transport)()->post($url, $headers, $body);
  }

}
