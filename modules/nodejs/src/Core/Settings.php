<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * Addresses and secrets of one site, as `$settings['nodejs']` holds them.
 *
 * Nothing is checked before it is asked for: a site whose keys are missing
 * still serves its pages, and whatever needs a key fails by name.
 */
final class Settings {

  /**
   * Takes the values as they stand in settings.php.
   *
   * @param array<array-key, mixed> $values
   *   The keys api_url, public_url, site, api_key, token_key, callback_key,
   *   backend_key.
   */
  public function __construct(
    #[\SensitiveParameter]
    private readonly array $values,
  ) {}

  /**
   * Where PHP reaches the push server's API, without a trailing slash.
   */
  public function apiUrl(): string {
    $url = $this->text('api_url');
    if (preg_match('#^https?://[^/\s]+#i', $url) !== 1) {
      throw new InvalidSettings(sprintf('api_url is "%s", expected an http or https address.', $url));
    }
    return rtrim($url, '/');
  }

  /**
   * Where browsers reach the push server: a path of this host or an address.
   */
  public function publicUrl(): string {
    return $this->text('public_url');
  }

  /**
   * Name of this site on a push server that serves several.
   */
  public function site(): string {
    return isset($this->values['site']) ? $this->text('site') : 'default';
  }

  /**
   * Opens the push server's API.
   */
  public function apiKey(): string {
    return $this->secret('api_key');
  }

  /**
   * Signs tokens for browsers.
   */
  public function tokenKey(): Key {
    return $this->key('token_key');
  }

  /**
   * Shared with the server's auth.callback.serviceKey.
   */
  public function callbackKey(): string {
    return $this->secret('callback_key');
  }

  /**
   * Signs what the push server sends to Drupal.
   */
  public function backendKey(): Key {
    return $this->key('backend_key');
  }

  /**
   * Says what keeps a site from publishing and issuing tokens.
   *
   * @return list<string>
   *   One sentence a problem; none when all is there.
   */
  public function problems(): array {
    $problems = [];
    foreach ([$this->apiUrl(...), $this->publicUrl(...), $this->apiKey(...), $this->tokenKey(...)] as $read) {
      try {
        $read();
      }
      catch (InvalidSettings $problem) {
        $problems[] = $problem->getMessage();
      }
    }
    return $problems;
  }

  /**
   * A value that must be text.
   */
  private function text(string $name): string {
    $value = $this->values[$name] ?? NULL;
    if (!is_string($value) || $value === '') {
      throw new InvalidSettings(sprintf('%s is missing.', $name));
    }
    return $value;
  }

  /**
   * A text that is long enough to be a secret.
   */
  private function secret(string $name): string {
    $value = $this->text($name);
    if (strlen($value) < Key::MINIMUM) {
      throw new InvalidSettings(sprintf('%s has %d bytes, expected at least %d.', $name, strlen($value), Key::MINIMUM));
    }
    if (trim($value) !== $value) {
      throw new InvalidSettings(sprintf('%s has white space before or behind it.', $name));
    }
    return $value;
  }

  /**
   * A named secret.
   */
  private function key(string $name): Key {
    $value = $this->values[$name] ?? NULL;
    if (!is_array($value) || !is_string($value['id'] ?? NULL) || !is_string($value['secret'] ?? NULL)) {
      throw new InvalidSettings(sprintf("%s is missing, expected ['id' => …, 'secret' => …].", $name));
    }
    return new Key($value['id'], $value['secret']);
  }

}
