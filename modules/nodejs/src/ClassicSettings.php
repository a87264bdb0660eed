<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Core\Config\ConfigFactoryInterface;
use Drupal\Core\Database\Connection;

/**
 * Takes over what the module was told in Drupal 7 and in 8.x-1.3.
 *
 * Addresses and pages go on to hold, and so does the classic browser API.
 * The service key doesn't: it lay in the database, in exports and often in logs.
 * The status report asks for new secrets.
 */
final class ClassicSettings {

  /**
   * What may stand between "//" and a port.
   */
  private const HOST = '/^([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])$/iD';

  public function __construct(
    private readonly ConfigFactoryInterface $configFactory,
    private readonly Connection $connection,
  ) {}

  /**
   * Takes over what there is, once.
   *
   * @return bool
   *   Whether there was anything.
   */
  public function migrate(): bool {
    $old = $this->configFactory->getEditable('nodejs.config');
    $values = $old->isNew() ? $this->variables() : $this->config($old->getRawData());
    if ($values === NULL) {
      return FALSE;
    }
    $settings = $this->configFactory->getEditable('nodejs.settings');
    foreach ($values as $name => $value) {
      $settings->set($name, $value);
    }
    $settings->set('classic', TRUE)->save();
    if (!$old->isNew()) {
      $old->delete();
    }
    if ($this->connection->schema()->tableExists('variable')) {
      $this->connection->delete('variable')->condition('name', 'nodejs\\_%', 'LIKE')->execute();
    }
    return TRUE;
  }

  /**
   * The settings of 8.x-1.3.
   *
   * @param array<string, mixed> $old
   *   The object nodejs.config.
   *
   * @return array<string, mixed>
   *   Today's.
   */
  private function config(array $old): array {
    return $this->values((array) ($old['nodejs'] ?? []), (array) ($old['client'] ?? []), $old['pages'] ?? NULL, $old['authenticated_users_only'] ?? NULL);
  }

  /**
   * The variables of 7.x, where Drupal's upgrade left the table.
   *
   * @return array<string, mixed>|null
   *   Today's settings; NULL without any.
   */
  private function variables(): ?array {
    if (!$this->connection->schema()->tableExists('variable')) {
      return NULL;
    }
    $found = $this->connection->select('variable', 'v')->fields('v', ['name', 'value'])->condition('name', 'nodejs\\_%', 'LIKE')->execute()?->fetchAllKeyed() ?? [];
    if ($found === []) {
      return NULL;
    }
    // Nothing of a database's text becomes an object.
    $old = array_map(static fn (mixed $value): mixed => @unserialize((string) $value, ['allowed_classes' => FALSE]), $found);
    $address = static fn (string $prefix): array => array_filter([
      'scheme' => $old[$prefix . '_scheme'] ?? NULL,
      'host' => $old[$prefix . '_host'] ?? NULL,
      'port' => $old[$prefix . '_port'] ?? NULL,
    ], static fn (mixed $value): bool => $value !== NULL);
    return $this->values($address('nodejs_server'), $address('nodejs_client_js'), $old['nodejs_pages'] ?? NULL, $old['nodejs_authenticated_users_only'] ?? NULL);
  }

  /**
   * Today's settings from the classic's.
   *
   * @param array<string, mixed> $server
   *   The classic server's scheme, host and port, for Drupal.
   * @param array<string, mixed> $client
   *   The same for browsers; what is missing is the server's.
   * @param mixed $pages
   *   Patterns of paths.
   * @param mixed $authenticated
   *   Whether only for users who are logged in.
   *
   * @return array<string, mixed>
   *   By name. Where Drupal finds the API can't be known: the classic server
   *   had one port for all.
   */
  private function values(array $server, array $client, mixed $pages, mixed $authenticated): array {
    $values = [];
    $public = $client + $server;
    // Browsers elsewhere never reached a server by this machine's own name.
    if (is_string($public['host'] ?? NULL) && preg_match(self::HOST, $public['host']) === 1 && !in_array($public['host'], ['localhost', '127.0.0.1', '0.0.0.0'], TRUE)) {
      $port = is_numeric($public['port'] ?? NULL) ? ':' . (int) $public['port'] : '';
      $values['public_url'] = (($public['scheme'] ?? '') === 'https' ? 'https' : 'http') . '://' . $public['host'] . $port . '/';
    }
    if (is_string($pages) && trim($pages) !== '') {
      $values['pages'] = self::paths($pages);
    }
    if ($authenticated !== NULL) {
      $values['authenticated_users_only'] = (bool) $authenticated;
    }
    return $values;
  }

  /**
   * Patterns of paths, which had no slash before them in 7.x.
   */
  private static function paths(string $pages): string {
    $lines = array_filter(array_map(trim(...), preg_split('/\R/', $pages) ?: []), static fn (string $line): bool => $line !== '');
    return implode("\n", array_map(static fn (string $line): string => preg_match('#^[/<*]#', $line) === 1 ? $line : '/' . $line, $lines));
  }

}
