<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * All that a site and its push server must agree on, in one line.
 *
 * The line is a secret: it goes into settings.php or the environment variable
 * NODEJS_PAIRING, never into exported configuration.
 */
final class Pairing {

  private const MARK = 'nodejs1.';

  /**
   * Keeps the values.
   *
   * @param array<string, mixed> $values
   *   As $settings['nodejs'] holds them.
   */
  private function __construct(
    #[\SensitiveParameter]
    private readonly array $values,
  ) {}

  /**
   * Makes a pair with new secrets.
   *
   * @param string $apiUrl
   *   Where PHP reaches the server's API.
   * @param string $publicUrl
   *   Where browsers reach the server: a path of the site or an address.
   * @param string $site
   *   The site's name.
   */
  public static function generate(string $apiUrl, string $publicUrl, string $site = 'default'): self {
    $secret = static fn (): string => Base64Url::encode(random_bytes(32));
    return new self([
      'api_url' => $apiUrl,
      'public_url' => $publicUrl,
      'site' => $site,
      'api_key' => $secret(),
      'token_key' => ['id' => 'k1', 'secret' => $secret()],
      'callback_key' => $secret(),
      'backend_key' => ['id' => 'b1', 'secret' => $secret()],
    ]);
  }

  /**
   * What a site has agreed on with its server.
   *
   * @param array<string, mixed> $values
   *   As $settings['nodejs'] holds them.
   *
   * @throws \Drupal\nodejs\Core\InvalidSettings
   *   When something is missing.
   */
  public static function of(#[\SensitiveParameter] array $values): self {
    $settings = new Settings($values);
    foreach ([$settings->apiUrl(...), $settings->publicUrl(...), $settings->apiKey(...), $settings->tokenKey(...), $settings->callbackKey(...), $settings->backendKey(...)] as $read) {
      $read();
    }
    return new self($values + ['site' => $settings->site()]);
  }

  /**
   * Reads a line.
   *
   * @return array<string, mixed>
   *   As $settings['nodejs'] holds them.
   *
   * @throws \Drupal\nodejs\Core\InvalidSettings
   *   When it is no such line, or a part of one.
   */
  public static function read(#[\SensitiveParameter] string $line): array {
    $line = trim($line);
    $values = str_starts_with($line, self::MARK)
      ? Json::decodeObject(Base64Url::decode(substr($line, strlen(self::MARK))) ?? '')
      : NULL;
    return $values ?? throw new InvalidSettings('pairing is no whole line of the settings form or of "nodejs:pair".');
  }

  /**
   * The line for the site.
   */
  public function line(): string {
    return self::MARK . Base64Url::encode(Json::encode($this->values));
  }

  /**
   * The server's configuration, for its drupal-nodejs.json.
   *
   * @param string $origin
   *   The site's origin, e.g. "https://example.com".
   * @param string $siteUrl
   *   Where the server reaches the site.
   * @param string $listen
   *   Where browsers, or a proxy for them, reach the server.
   */
  public function serverConfig(string $origin, string $siteUrl, string $listen = '127.0.0.1:8080'): string {
    $values = new Settings($this->values);
    $public = $values->publicUrl();
    $path = str_starts_with($public, '/') ? $public : (string) parse_url($public, PHP_URL_PATH);
    $api = (array) parse_url($values->apiUrl());
    return Json::encode([
      'listen' => $listen,
      'publicPath' => rtrim($path, '/') . '/',
      'origins' => [$origin],
      'api' => [
        'listen' => ($api['host'] ?? '127.0.0.1') . ':' . ($api['port'] ?? 8081),
        'keys' => [['id' => 'a1', 'secret' => $this->values['api_key']]],
      ],
      'auth' => [
        'token' => ['keys' => [['algorithm' => 'HS256'] + (array) $this->values['token_key']]],
        'callback' => ['url' => $siteUrl . '/nodejs/message', 'serviceKey' => $this->values['callback_key']],
        'anonymous' => TRUE,
      ],
      'backend' => [
        'url' => $siteUrl,
        'keys' => [$this->values['backend_key']],
        'events' => ['connect', 'disconnect', 'online', 'offline'],
      ],
    ]);
  }

}
