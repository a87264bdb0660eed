<?php

declare(strict_types=1);

namespace Drupal\nodejs\Live;

use Drupal\Core\Cache\CacheTagsChecksumInterface;
use Drupal\Core\Cache\MemoryCache\MemoryCacheInterface;
use Drupal\Core\Entity\ContentEntityTypeInterface;
use Drupal\Core\Entity\EntityTypeManagerInterface;
use Symfony\Component\DependencyInjection\Attribute\Autowire;

/**
 * What this process remembers of content, which others may have changed since.
 *
 * What is rendered for others has to be as it is now: published after theirs,
 * it would take back on their pages what somebody else has saved meanwhile, and
 * caches would keep it as if it were new.
 */
final class Recollection {

  public function __construct(
    #[Autowire(service: 'entity.memory_cache')]
    private readonly MemoryCacheInterface $entities,
    #[Autowire(service: 'cache_tags.invalidator.checksum')]
    private readonly CacheTagsChecksumInterface $checksums,
    private readonly EntityTypeManagerInterface $entityTypeManager,
  ) {}

  /**
   * Forgets entities, who may do what with them, and which caches hold true.
   */
  public function forget(): void {
    $this->entities->deleteAll();
    $this->forgetTags();
    foreach ($this->entityTypeManager->getDefinitions() as $id => $type) {
      if ($type instanceof ContentEntityTypeInterface && $type->hasHandlerClass('access')) {
        $this->entityTypeManager->getAccessControlHandler($id)->resetCache();
      }
    }
  }

  /**
   * Forgets which cache tags were invalidated.
   *
   * Core invalidates each of them once a process, as long as it caches nothing
   * itself: what pages fetch while a command goes on would be true to all caches
   * for good, whatever the command saves later.
   */
  public function forgetTags(): void {
    $this->checksums->reset();
  }

}
