<?php

declare(strict_types=1);

namespace Drupal\chatroom;

use Drupal\node\NodeInterface;
use Drupal\nodejs\EndOfRequest;

/**
 * Content that changed, or who may see it: by a save, or all of it when permissions are rebuilt.
 */
final class ChangedContent {

  /**
   * Names of previews.
   *
   * @var array<string, true>
   */
  private array $keys = [];

  private bool $isWaiting = FALSE;

  public function __construct(
    private readonly Announcer $announcer,
    private readonly PreviewKey $previewKey,
    private readonly EndOfRequest $endOfRequest,
  ) {}

  /**
   * Notes content; pages are told when all of this request is written.
   */
  public function add(NodeInterface $node): void {
    $this->keys[$this->previewKey->of($node)] = TRUE;
    if (!$this->isWaiting) {
      $this->isWaiting = TRUE;
      $this->endOfRequest->add($this->tell(...));
    }
  }

  /**
   * Tells pages of it: of more than one as of all, for who sees nothing of it has no name to look for.
   */
  private function tell(): void {
    $keys = array_keys($this->keys);
    $this->keys = [];
    if ($keys !== []) {
      $this->announcer->contentChanged(count($keys) === 1 ? (string) $keys[0] : NULL);
    }
  }

}
