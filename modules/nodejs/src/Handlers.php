<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Core\Config\ConfigFactoryInterface;
use Drupal\Core\Extension\ModuleHandlerInterface;

/**
 * The scripts that modules want on every page that connects, the classic way.
 */
final class Handlers {

  public function __construct(
    private readonly ModuleHandlerInterface $moduleHandler,
    private readonly ConfigFactoryInterface $configFactory,
  ) {}

  /**
   * All handlers as modules name and alter them.
   *
   * @return list<string>
   *   Libraries ("module/name", as in 8.x) and paths of scripts (as in 7.x).
   */
  public function all(): array {
    $handlers = array_map(strval(...), array_values($this->moduleHandler->invokeAll('nodejs_handlers_info')));
    $this->moduleHandler->alter('nodejs_js_handlers', $handlers);
    return array_values(array_unique(array_map(strval(...), (array) $handlers)));
  }

  /**
   * The libraries to attach.
   *
   * @return list<string>
   *   None without handlers, unless the site wants the classic API everywhere.
   */
  public function libraries(): array {
    $handlers = $this->all();
    $isWanted = $handlers !== [] || (bool) $this->configFactory->get('nodejs.settings')->get('classic');
    $libraries = array_values(array_filter($handlers, $this->isLibrary(...)));
    return [...($isWanted ? ['nodejs/legacy'] : []), ...(count($libraries) < count($handlers) ? ['nodejs/handlers'] : []), ...$libraries];
  }

  /**
   * The library of scripts that belong to none.
   *
   * @return array<string, array<string, mixed>>
   *   For hook_library_info_build().
   */
  public function build(): array {
    $scripts = array_values(array_filter($this->all(), fn (string $handler): bool => !$this->isLibrary($handler)));
    return $scripts === [] ? [] : [
      'handlers' => [
        'js' => array_fill_keys(array_map(static fn (string $path): string => '/' . ltrim($path, '/'), $scripts), []),
        'dependencies' => ['core/jquery', 'nodejs/legacy'],
      ],
    ];
  }

  /**
   * Tells a library's name from a script's path.
   */
  private function isLibrary(string $handler): bool {
    return preg_match('#^\w+/[\w.-]+$#D', $handler) === 1 && !str_ends_with($handler, '.js');
  }

}
