<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Core\Config\ConfigFactoryInterface;
use Drupal\Core\Site\Settings as SiteSettings;
use Drupal\nodejs\Core\Settings;

/**
 * Takes secrets from settings.php, and addresses from there or from config.
 */
final class SettingsFactory {

  public function __construct(
    private readonly ConfigFactoryInterface $configFactory,
  ) {}

  /**
   * The settings of this site; $settings['nodejs'] wins over config.
   */
  public function create(): Settings {
    $config = $this->configFactory->get('nodejs.settings');
    return new Settings((array) SiteSettings::get('nodejs', []) + [
      'api_url' => $config->get('api_url'),
      'public_url' => $config->get('public_url'),
    ]);
  }

}
