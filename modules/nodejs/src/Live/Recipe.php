<?php

declare(strict_types=1);

namespace Drupal\nodejs\Live;

/**
 * Says how something that is live is built again, whoever looks at it.
 */
final class Recipe {

  /**
   * Writes the recipe.
   *
   * @param string $kind
   *   The LiveSource that can read it.
   * @param array<array-key, mixed> $args
   *   What the source needs to know; anything that is JSON.
   * @param string $label
   *   What people are told that it is when it changed; plain text.
   * @param string $mode
   *   "replace": a change is shown at once; "ask": it is announced by a button.
   */
  public function __construct(
    public readonly string $kind,
    public readonly array $args,
    public readonly string $label = '',
    public readonly string $mode = 'replace',
  ) {}

  /**
   * Whether it can be written down: an address may bring what is no text.
   */
  public function isText(): bool {
    return json_encode([$this->kind, $this->args, $this->label, $this->mode]) !== FALSE;
  }

  /**
   * Names it: the same recipe has the same text.
   */
  public function text(): string {
    return json_encode([$this->kind, $this->args, $this->mode], JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES);
  }

}
