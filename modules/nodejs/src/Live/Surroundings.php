<?php

declare(strict_types=1);

namespace Drupal\nodejs\Live;

/**
 * What a rendering may depend on beside its content: who looks, at which page.
 */
final class Surroundings {

  /**
   * Describes them.
   *
   * @param string $uri
   *   Absolute address of the page.
   * @param string $base
   *   Where the site lies below its host: "" or "/folder".
   * @param string $theme
   *   Machine name of the theme.
   * @param array<string, string> $languages
   *   Language codes by language type.
   * @param list<string> $roles
   *   The roles of who looks.
   * @param string $timezone
   *   Their time zone.
   */
  public function __construct(
    public readonly string $uri,
    public readonly string $base,
    public readonly string $theme,
    public readonly array $languages,
    public readonly array $roles,
    public readonly string $timezone,
  ) {}

  /**
   * Writes them down.
   */
  public function toJson(): string {
    return json_encode(get_object_vars($this), JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES);
  }

  /**
   * Reads what was written.
   *
   * @throws \JsonException
   *   When it isn't JSON.
   * @throws \TypeError
   *   When another version of the module wrote it.
   */
  public static function fromJson(string $json): self {
    ['uri' => $uri, 'base' => $base, 'theme' => $theme, 'languages' => $languages, 'roles' => $roles, 'timezone' => $timezone] = json_decode($json, TRUE, 8, JSON_THROW_ON_ERROR);
    return new self($uri, $base, $theme, $languages, $roles, $timezone);
  }

}
