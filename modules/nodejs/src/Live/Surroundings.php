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
   * Cache contexts that look at no query, but for those with names.
   */
  private const WITHOUT_QUERY = '/^(cookies|headers|ip|languages|menu_active_trails|protocol_version|request_format|route|session|theme|timezone|user|url\.path|url\.site|url\.query_args(\.pagers)?:)/';

  /**
   * The same, without what nothing depends on that has these cache contexts.
   *
   * Whoever opens a page writes its query, which others are to see nothing of.
   *
   * @param string[] $contexts
   *   Cache contexts.
   */
  public function seenBy(array $contexts): self {
    $parts = explode('?', $this->uri, 2);
    if (!isset($parts[1]) || preg_grep(self::WITHOUT_QUERY, $contexts, PREG_GREP_INVERT) !== []) {
      return $this;
    }
    parse_str($parts[1], $query);
    $names = array_map(static fn (string $context): string => str_starts_with($context, 'url.query_args.pagers:') ? 'page' : substr($context, strlen('url.query_args:')), preg_grep('/^url\.query_args/', $contexts) ?: []);
    $query = array_intersect_key($query, array_flip($names));
    return new self($parts[0] . ($query === [] ? '' : '?' . http_build_query($query)), $this->base, $this->theme, $this->languages, $this->roles, $this->timezone);
  }

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
