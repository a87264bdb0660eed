<?php

declare(strict_types=1);

namespace Drupal\nodejs_config\Drush\Commands;

use Drupal\nodejs_config\SetupConsole;
use Drush\Attributes as CLI;
use Drush\Commands\AutowireTrait;
use Drush\Commands\DrushCommands;

/**
 * The command of Drush 12.5 and 13; core's is in src/Command.
 */
final class NodejsConfigCommands extends DrushCommands {

  use AutowireTrait;

  public function __construct(
    private readonly SetupConsole $console,
  ) {
    parent::__construct();
  }

  /**
   * Prints what the push server of this site needs around it.
   */
  #[CLI\Command(name: 'nodejs:setup')]
  #[CLI\Argument(name: 'url', description: 'The address of this site, such as https://example.com.')]
  #[CLI\Argument(name: 'file', description: SetupConsole::HELP)]
  public function setup(string $url, string $file = 'init'): string {
    return $this->console->setup($url, $file);
  }

}
