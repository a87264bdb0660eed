<?php

declare(strict_types=1);

namespace Drupal\nodejs_config;

use Drupal\nodejs\SettingsFactory;

/**
 * What a push server for this site needs around it, as texts to copy.
 */
final class ServerSetup {

  /**
   * The files, in the order in which they are shown.
   */
  public const FILES = [
    'nginx.conf' => 'nginx',
    'apache.conf' => 'Apache',
    'Caddyfile' => 'Caddy',
    'haproxy.cfg' => 'HAProxy',
    'varnish.vcl' => 'Varnish',
    'drupal-nodejs.service' => 'systemd',
    'supervisor.conf' => 'supervisor',
  ];

  /**
   * What differs from machine to machine, unless it is said.
   */
  public const PLACES = [
    'folder' => '/opt/drupal-nodejs',
    'config' => '/etc/drupal-nodejs.json',
    'user' => 'drupal-nodejs',
    'listen' => '127.0.0.1:8080',
  ];

  /**
   * What a place may be: it gets into files that are run by root.
   */
  private const PLACE = '#^[\w./:@\[\]-]+$#D';

  public function __construct(
    private readonly SettingsFactory $settings,
    private readonly string $root,
    private readonly string $sitePath,
  ) {}

  /**
   * The command that writes the server's configuration on this machine.
   *
   * It asks PHP for the secrets; the line itself has none.
   *
   * @param string $url
   *   The site's address.
   * @param array<string, string> $places
   *   What differs from PLACES.
   */
  public function initLine(string $url, array $places = []): string {
    $settings = $this->settings->create();
    // Only what the command wouldn't take anyway.
    $flags = array_diff_assoc([
      'site-path' => $this->sitePath,
      'public' => $settings->publicUrl(),
      'api' => $settings->apiUrl(),
    ] + array_intersect_key($places + self::PLACES, ['listen' => '', 'user' => '']), [
      'site-path' => 'sites/default',
      'public' => '/realtime/',
      'api' => 'http://127.0.0.1:8081',
    ] + self::PLACES);
    $line = 'npx drupal-nodejs init';
    foreach (['url' => rtrim($url, '/'), 'root' => $this->root] + $flags as $name => $value) {
      $line .= sprintf(' --%s %s', $name, escapeshellarg($value));
    }
    return $line;
  }

  /**
   * The server's configuration with this site's secrets.
   *
   * @param string $url
   *   The site's address.
   * @param string $listen
   *   Where the proxy reaches the server.
   *
   * @throws \Drupal\nodejs\Core\InvalidSettings
   *   When the site has no secrets yet.
   */
  public function serverConfig(string $url, string $listen): string {
    $json = $this->settings->paired()->serverConfig($this->origin($url), rtrim($url, '/'), $listen);
    return json_encode(json_decode($json, FALSE, 64, JSON_THROW_ON_ERROR), JSON_THROW_ON_ERROR | JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES);
  }

  /**
   * A file, filled in.
   *
   * @param string $name
   *   A key of FILES.
   * @param string $url
   *   The site's address.
   * @param array<string, string> $places
   *   What differs from PLACES.
   *
   * @throws \InvalidArgumentException
   *   For a file that isn't there, or a place that can't be one.
   */
  public function file(string $name, string $url, array $places = []): string {
    if (!isset(self::FILES[$name])) {
      throw new \InvalidArgumentException(sprintf('There is no file %s; the files are %s.', $name, implode(', ', array_keys(self::FILES))));
    }
    $values = $this->values($url, $places + self::PLACES);
    $text = (string) file_get_contents(dirname(__DIR__) . '/setup/' . $name);
    return (string) preg_replace_callback('/\{\{(\w+)\}\}/', static fn (array $match): string => $values[$match[1]]
      ?? throw new \InvalidArgumentException(sprintf('%s: there is no value for %s.', $name, $match[1])), $text);
  }

  /**
   * Tells whether a text can stand for a path, an address or a user.
   */
  public static function isPlace(string $text): bool {
    return preg_match(self::PLACE, $text) === 1;
  }

  /**
   * What stands in the files.
   *
   * @param string $url
   *   The site's address.
   * @param array<string, string> $places
   *   All of PLACES.
   *
   * @return array<string, string>
   *   Values by name.
   */
  private function values(string $url, array $places): array {
    foreach ($places as $name => $place) {
      if (!self::isPlace($place)) {
        throw new \InvalidArgumentException(sprintf('%s: expected a path, an address or a name, found "%s".', $name, $place));
      }
    }
    $settings = $this->settings->create();
    $public = $settings->publicUrl();
    $path = str_starts_with($public, '/') ? $public : (string) parse_url($public, PHP_URL_PATH);
    $host = (string) parse_url(str_starts_with($public, '/') ? $url : $public, PHP_URL_HOST);
    $colon = (int) strrpos($places['listen'], ':');
    return $places + [
      'host' => $host,
      'path' => rtrim($path, '/') . '/',
      'listenHost' => trim(substr($places['listen'], 0, $colon), '[]'),
      'listenPort' => substr($places['listen'], $colon + 1),
    ];
  }

  /**
   * Scheme, host and port of an address.
   */
  private function origin(string $url): string {
    $parts = (array) parse_url($url);
    return ($parts['scheme'] ?? 'http') . '://' . ($parts['host'] ?? 'localhost') . (isset($parts['port']) ? ':' . $parts['port'] : '');
  }

}
