<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs;

use Drupal\Component\Serialization\Yaml;

/**
 * Reads the routes of a module: none does what another site's page asks for, and what anybody may ask for is listed.
 *
 * A class that uses it has the lists READING, SIGNED and OPEN.
 */
trait RoutesOfModule {

  /**
   * All routes of the module and its submodules.
   *
   * @return array<string, array<string, array<string, mixed>|string|list<string>>>
   *   Routes by name.
   */
  private function routes(): array {
    $folder = dirname((string) (new \ReflectionClass($this))->getFileName(), 4);
    $routes = [];
    foreach ([...glob("$folder/*.routing.yml") ?: [], ...glob("$folder/modules/*/*.routing.yml") ?: []] as $file) {
      $routes += Yaml::decode((string) file_get_contents($file));
    }
    // Others come of callbacks and are made by code.
    unset($routes['route_callbacks']);
    return $routes;
  }

  public function testWhateverChangesSomethingAsksForAToken(): void {
    foreach ($this->routes() as $name => $route) {
      $isReading = ($route['methods'] ?? []) === ['GET'] || in_array($name, self::READING, TRUE);
      // Drupal's forms have a token of their own.
      $isForm = isset($route['defaults']['_form']);
      $asks = isset($route['requirements']['_csrf_request_header_token']) || isset($route['requirements']['_csrf_token']);
      $isPage = $isForm || !isset($route['methods']);
      $isGuarded = array_intersect_key($route['requirements'] ?? [], array_flip(self::GUARDS)) !== [];
      $this->assertTrue($isReading || $isForm || $asks || in_array($name, self::SIGNED, TRUE) || ($isPage && $isGuarded), $name);
    }
  }

  public function testWhatAnybodyMayAskForIsListedHere(): void {
    $open = array_keys(array_filter($this->routes(), static fn (array $route): bool => isset($route['requirements']['_access'])));
    $this->assertEqualsCanonicalizing([...self::OPEN, ...self::SIGNED], $open);
    foreach ($this->routes() as $name => $route) {
      $this->assertNotSame([], array_intersect_key($route['requirements'] ?? [], array_flip(['_access', '_user_is_logged_in', '_custom_access', ...self::GUARDS])), $name);
    }
  }

}
