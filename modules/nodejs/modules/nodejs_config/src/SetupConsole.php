<?php

declare(strict_types=1);

namespace Drupal\nodejs_config;

/**
 * What the commands of Drush and of core do; they only print it.
 */
final class SetupConsole {

  /**
   * What may be asked for.
   */
  public const HELP = '"init": the command that writes the configuration; "drupal-nodejs.json": the configuration with its secrets; or nginx.conf, apache.conf, Caddyfile, haproxy.cfg, varnish.vcl, drupal-nodejs.service, supervisor.conf.';

  public function __construct(
    private readonly ServerSetup $setup,
  ) {}

  /**
   * One of the texts.
   *
   * @param string $url
   *   The site's address.
   * @param string $file
   *   Which one.
   *
   * @throws \InvalidArgumentException
   *   For one that isn't there.
   * @throws \Drupal\nodejs\Core\InvalidSettings
   *   When the site isn't set up.
   */
  public function setup(string $url, string $file): string {
    return match ($file) {
      'init' => $this->setup->initLine($url),
      'drupal-nodejs.json' => $this->setup->serverConfig($url, ServerSetup::PLACES['listen']),
      default => rtrim($this->setup->file($file, $url)),
    };
  }

}
