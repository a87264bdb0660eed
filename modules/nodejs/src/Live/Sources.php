<?php

declare(strict_types=1);

namespace Drupal\nodejs\Live;

use Drupal\Core\Cache\CacheableMetadata;
use Drupal\Core\Render\BubbleableMetadata;
use Drupal\Core\Render\Markup;
use Drupal\Core\Render\RenderContext;
use Drupal\Core\Render\RendererInterface;
use Drupal\Core\Session\AccountInterface;

/**
 * Builds regions by their recipes, whichever module knows how.
 */
final class Sources {

  /**
   * The sources by kind.
   *
   * @var array<string, \Drupal\nodejs\Live\LiveSource>
   */
  private array $sources = [];

  public function __construct(
    private readonly RendererInterface $renderer,
    private readonly Stage $stage,
  ) {}

  /**
   * Takes a source in.
   */
  public function add(LiveSource $source): void {
    $this->sources[$source->kind()] = $source;
  }

  /**
   * Whether there is any.
   */
  public function areThere(): bool {
    return $this->sources !== [];
  }

  /**
   * Renders a region where it was seen.
   *
   * @param \Drupal\nodejs\Live\Region $region
   *   The region.
   * @param \Drupal\Core\Session\AccountInterface|null $account
   *   For whom; NULL: for the current user.
   * @param bool $isWhole
   *   Whether what differs from visitor to visitor is rendered too, instead of
   *   leaving placeholders.
   */
  public function render(Region $region, ?AccountInterface $account, bool $isWhole): Rendering {
    return $this->stage->within($region->surroundings, $account, function () use ($region, $account, $isWhole): Rendering {
      $time = (int) (microtime(TRUE) * 1000);
      $cacheability = new CacheableMetadata();
      $context = new RenderContext();
      $html = $this->renderer->executeInRenderContext($context, function () use ($region, $cacheability, $isWhole, &$build) {
        $build = ($this->sources[$region->recipe->kind] ?? NULL)?->build($region->recipe->args, $cacheability);
        if ($build === NULL) {
          return NULL;
        }
        return (string) ($isWhole ? $this->renderer->renderInIsolation($build) : $this->renderer->render($build));
      });
      $metadata = BubbleableMetadata::createFromObject($cacheability);
      if (!$context->isEmpty()) {
        $metadata = $metadata->merge($context->pop());
      }
      // In isolation nothing reaches the context: the array has it.
      if ($isWhole && is_array($build)) {
        $metadata = $metadata->merge(BubbleableMetadata::createFromRenderArray($build));
      }
      if (!$isWhole && $html !== NULL && !empty($metadata->getAttachments()['placeholders'])) {
        $whole = $account?->isAnonymous() === TRUE ? $this->fill($html, $metadata) : NULL;
        return new Rendering($whole ?? Live::withoutSlots($html), $time, $metadata, $whole !== NULL);
      }
      return new Rendering($html, $time, $metadata, TRUE);
    });
  }

  /**
   * Renders what isn't there yet, if it is the same for all anonymous visitors.
   *
   * @param string $html
   *   Markup with placeholders.
   * @param \Drupal\Core\Render\BubbleableMetadata $metadata
   *   What belongs to it.
   *
   * @return string|null
   *   Markup without placeholders; NULL when only each visitor's own page can
   *   render it.
   */
  private function fill(string $html, BubbleableMetadata $metadata): ?string {
    $build = ['#markup' => Markup::create($html), '#attached' => ['placeholders' => $metadata->getAttachments()['placeholders']]];
    $filled = (string) $this->renderer->renderInIsolation($build);
    $found = CacheableMetadata::createFromRenderArray($build);
    // What the region's name doesn't say, such as the address, may be another
    // one for each who looks; visitors differ in nothing else.
    $others = array_diff($found->getCacheContexts(), $metadata->getCacheContexts(), Live::CONTEXTS);
    $isOwn = $found->getCacheMaxAge() === 0 || preg_grep('/^(languages|theme|timezone|user)\b/', $others, PREG_GREP_INVERT) !== [];
    return $isOwn || Live::assets(BubbleableMetadata::createFromRenderArray($build)) !== Live::assets(new BubbleableMetadata()) ? NULL : $filled;
  }

}
