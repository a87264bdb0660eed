<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Core\Config\ConfigFactoryInterface;
use Drupal\Core\Site\Settings as SiteSettings;
use Drupal\nodejs\Core\InvalidSettings;
use Drupal\nodejs\Core\Pairing;
use Drupal\nodejs\Core\Settings;

/**
 * Takes secrets from settings.php, the environment or the Key module.
 *
 * Addresses may stand there too; else they come from config.
 */
final class SettingsFactory {

  /**
   * Wires it.
   *
   * @param \Drupal\Core\Config\ConfigFactoryInterface $configFactory
   *   Holds the addresses.
   * @param object|null $keys
   *   The Key module's repository, where it is installed.
   */
  public function __construct(
    private readonly ConfigFactoryInterface $configFactory,
    private readonly ?object $keys = NULL,
  ) {}

  /**
   * The settings of this site; $settings['nodejs'] wins over config.
   */
  public function create(): Settings {
    return new Settings($this->values());
  }

  /**
   * The secrets and addresses that hold now.
   *
   * @throws \Drupal\nodejs\Core\InvalidSettings
   *   When something is missing.
   */
  public function paired(): Pairing {
    return Pairing::of($this->values());
  }

  /**
   * New secrets, with the addresses that hold now.
   */
  public function pairing(): Pairing {
    $settings = $this->create();
    return Pairing::generate($settings->apiUrl(), $settings->publicUrl(), $settings->site());
  }

  /**
   * An address of settings.php or of the pairing line, where config is silent.
   *
   * @param string $name
   *   "api_url" or "public_url".
   *
   * @return array{address: string, isOfLine: bool}|null
   *   The address and whose it is; NULL when config has the say.
   */
  public function pinned(string $name): ?array {
    $values = $this->fromSettings();
    $isOfLine = !isset($values[$name]);
    $address = $values[$name] ?? $this->fromLine($values)[$name] ?? NULL;
    return is_string($address) ? ['address' => $address, 'isOfLine' => $isOfLine] : NULL;
  }

  /**
   * What stands in settings.php, in the pairing line and in config.
   *
   * @return array<array-key, mixed>
   *   The first of them wins.
   */
  private function values(): array {
    $config = $this->configFactory->get('nodejs.settings');
    $values = $this->fromSettings();
    return $values + $this->fromLine($values) + [
      'api_url' => $config->get('api_url'),
      'public_url' => $config->get('public_url'),
    ];
  }

  /**
   * The values that stand in settings.php one by one.
   *
   * @return array<array-key, mixed>
   *   With the secrets themselves.
   */
  private function fromSettings(): array {
    return $this->resolve((array) SiteSettings::get('nodejs', []));
  }

  /**
   * The values of the pairing line.
   *
   * @param array<array-key, mixed> $values
   *   As they stand in settings.php, where the line may be one of them.
   *
   * @return array<string, mixed>
   *   None of a line that can't be read: then what is missing is named.
   */
  private function fromLine(#[\SensitiveParameter] array $values): array {
    $line = $values['pairing'] ?? getenv('NODEJS_PAIRING');
    try {
      return is_string($line) && $line !== '' ? Pairing::read($line) : [];
    }
    catch (InvalidSettings) {
      return [];
    }
  }

  /**
   * Fetches secrets that the Key module keeps: ['key' => 'its id'].
   *
   * @param array<array-key, mixed> $values
   *   As they stand in settings.php.
   *
   * @return array<array-key, mixed>
   *   With the secrets themselves.
   */
  private function resolve(array $values): array {
    return array_map(function (mixed $value): mixed {
      if (!is_array($value)) {
        return $value;
      }
      if (isset($value['key']) && count($value) === 1) {
        return $this->keys?->getKey($value['key'])?->getKeyValue();
      }
      return $this->resolve($value);
    }, $values);
  }

}
