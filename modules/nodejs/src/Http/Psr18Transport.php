<?php

declare(strict_types=1);

namespace Drupal\nodejs\Http;

use Drupal\nodejs\Core\HttpResponse;
use Drupal\nodejs\Core\HttpTransport;
use Drupal\nodejs\Core\ServerUnreachable;
use Psr\Http\Client\ClientExceptionInterface;
use Psr\Http\Client\ClientInterface;
use Psr\Http\Message\RequestFactoryInterface;
use Psr\Http\Message\StreamFactoryInterface;

/**
 * Lets the site's own HTTP client talk to the push server.
 *
 * Its proxies and certificates (`$settings['http_client_config']`) hold here
 * too. Time-outs are the client's.
 */
final class Psr18Transport implements HttpTransport {

  public function __construct(
    private readonly ClientInterface $client,
    private readonly RequestFactoryInterface $requests,
    private readonly StreamFactoryInterface $streams,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function post(string $url, array $headers, string $body): HttpResponse {
    $request = $this->requests->createRequest('POST', $url)->withBody($this->streams->createStream($body));
    foreach ($headers as $name => $value) {
      $request = $request->withHeader($name, $value);
    }
    try {
      $response = $this->client->sendRequest($request);
      return new HttpResponse($response->getStatusCode(), (string) $response->getBody());
    }
    catch (ClientExceptionInterface | \RuntimeException $failure) {
      // Guzzle adds where to read about cURL's error numbers, and the address.
      $reason = preg_replace('/ \(see https:.*$/s', '', $failure->getMessage());
      throw new ServerUnreachable($reason ?? $failure->getMessage(), 0, $failure);
    }
  }

}
