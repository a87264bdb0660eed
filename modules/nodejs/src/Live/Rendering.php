<?php

declare(strict_types=1);

namespace Drupal\nodejs\Live;

use Drupal\Core\Render\BubbleableMetadata;

/**
 * What came of building a region for somebody.
 */
final class Rendering {

  /**
   * Describes it.
   *
   * @param string|null $html
   *   The element of the region; NULL when there is nothing to see.
   * @param int $time
   *   Unix time in milliseconds, before anything was read.
   * @param \Drupal\Core\Render\BubbleableMetadata $metadata
   *   On what it depends, and what it needs.
   * @param bool $isWhole
   *   Whether what is each visitor's own is there too.
   */
  public function __construct(
    public readonly ?string $html,
    public readonly int $time,
    public readonly BubbleableMetadata $metadata,
    public readonly bool $isWhole,
  ) {}

  /**
   * What browsers are told.
   *
   * @return array<string, mixed>
   *   Data of a publication, or of an answer.
   */
  public function data(): array {
    if ($this->html === NULL) {
      return ['time' => $this->time, 'gone' => TRUE];
    }
    $settings = $this->metadata->getAttachments()['drupalSettings']['nodejs'] ?? [];
    return ['time' => $this->time, 'html' => $this->html, 'whole' => $this->isWhole, 'settings' => array_intersect_key($settings, ['tokens' => TRUE, 'tickets' => TRUE])];
  }

}
