<?php

declare(strict_types=1);

namespace Drupal\nodejs\Live;

use Drupal\Component\Utility\Crypt;
use Drupal\Core\Cache\Cache;
use Drupal\Core\Cache\Context\CacheContextsManager;
use Drupal\Core\PrivateKey;
use Drupal\Core\Render\BubbleableMetadata;
use Drupal\Core\Render\ElementInfoManagerInterface;
use Drupal\Core\Render\Markup;
use Drupal\Core\Render\RenderContext;
use Drupal\Core\Render\RendererInterface;
use Drupal\Core\Security\TrustedCallbackInterface;
use Drupal\Core\Template\Attribute;
use Drupal\nodejs\PageChannels;

/**
 * Keeps what is rendered as it is now, where it stands.
 *
 * Whatever cache tags it turns out to have, when one of them is invalidated the
 * pages that show it get it anew: rendered once for all to whom it is the same,
 * which is decided by its own cache contexts.
 */
final class Live implements TrustedCallbackInterface {

  /**
   * Contexts that are always part of a region's name.
   */
  public const CONTEXTS = ['languages:language_interface', 'theme', 'user.permissions', 'user.roles:anonymous'];

  /**
   * What core leaves where content differs from visitor to visitor.
   */
  private const PLACEHOLDER = '#(?<!data-nodejs-live-slot=".{22}">)<drupal-render-placeholder [^>]*></drupal-render-placeholder>#';

  /**
   * The callback as render arrays name it.
   */
  private const CALLBACK = self::class . ':preRender';

  public function __construct(
    private readonly RendererInterface $renderer,
    private readonly ElementInfoManagerInterface $elements,
    private readonly CacheContextsManager $contexts,
    private readonly PageChannels $channels,
    private readonly RegionTable $table,
    private readonly Stage $stage,
    private readonly PrivateKey $privateKey,
  ) {}

  /**
   * Makes a render array live.
   *
   * If caches keep it (`#cache` with keys), no other array may have these keys.
   *
   * @param array<string, mixed> $build
   *   The render array; the current user may see what it shows.
   * @param \Drupal\nodejs\Live\Recipe $recipe
   *   How it is built again; one that can't be written down makes nothing live.
   */
  public function mark(array &$build, Recipe $recipe): void {
    if (!$recipe->isText()) {
      return;
    }
    if (isset($build['#type']) && empty($build['#defaults_loaded'])) {
      // Else the callback would stand in the way of the type's own ones.
      $build += $this->elements->getInfo($build['#type']);
    }
    $build['#nodejs_live'] = $recipe;
    $build['#pre_render'][] = self::CALLBACK;
  }

  /**
   * {@inheritdoc}
   */
  public static function trustedCallbacks(): array {
    return ['preRender'];
  }

  /**
   * Renders it, to learn on what it depends, and puts an element around it.
   *
   * @param array<string, mixed> $element
   *   What was marked.
   *
   * @return array<string, mixed>
   *   A render array that caches may keep as they would have kept the other.
   */
  public function preRender(array $element): array {
    $recipe = $element['#nodejs_live'] ?? NULL;
    if (!$recipe instanceof Recipe) {
      return $element;
    }
    $inner = $this->inner($element);
    $time = (int) (microtime(TRUE) * 1000);
    $context = new RenderContext();
    $markup = $this->renderer->executeInRenderContext($context, function () use (&$inner) {
      return $this->renderer->render($inner);
    });
    $metadata = BubbleableMetadata::createFromRenderArray($element);
    if (!$context->isEmpty()) {
      $metadata = $metadata->merge($context->pop());
    }
    // What core's later callbacks look for isn't here any more; the title of a
    // page is.
    $outer = ['#entity_type' => 'nodejs_live', '#nodejs_live' => TRUE] + array_intersect_key($inner, ['#title' => TRUE]) + array_intersect_key($element, ['#weight' => TRUE]);
    $assets = self::assets($metadata);
    $region = $this->region($recipe, $metadata, $assets);
    if ($this->table->keep($region, $this->tags($metadata))) {
      $metadata->addCacheTags([RegionTable::TAG . $region->id]);
      $metadata->addCacheContexts(self::CONTEXTS);
      $attached = ['#attached' => ['library' => ['nodejs/live']]];
      $this->channels->attach($attached, $region->channel());
      $metadata = $metadata->merge(BubbleableMetadata::createFromRenderArray($attached));
      $attributes = new Attribute(array_filter([
        'class' => ['nodejs-live'],
        'data-nodejs-live' => $region->channel(),
        'data-nodejs-live-time' => (string) $time,
        'data-nodejs-live-recipe' => $this->hash('recipe', $recipe->text()),
        'data-nodejs-live-assets' => $assets,
        'data-nodejs-live-mode' => $recipe->mode === 'replace' ? '' : $recipe->mode,
        'data-nodejs-live-label' => $recipe->label,
      ]));
      // What is each visitor's own has a place that others' renderings leave alone.
      $markup = preg_replace_callback(self::PLACEHOLDER, fn (array $found): string => '<span data-nodejs-live-slot="' . $this->hash('slot', $found[0]) . '">' . $found[0] . '</span>', (string) $markup);
      $markup = "<div$attributes>$markup</div>";
    }
    $metadata->applyTo($outer);
    // Views' AJAX reads it by the reference that Views has put there.
    $element['#attached'] = $outer['#attached'];
    $outer['#attached'] = &$element['#attached'];
    $outer['#cache'] += array_intersect_key($element['#cache'] ?? [], ['keys' => TRUE, 'bin' => TRUE]);
    $outer['#markup'] = Markup::create((string) $markup);
    return $outer;
  }

  /**
   * The region's id in rendered markup; NULL when it isn't live.
   */
  public static function idIn(string $html): ?string {
    return preg_match('/<div class="nodejs-live" data-nodejs-live="entity:live-([\w-]+)"/', $html, $found) === 1 ? $found[1] : NULL;
  }

  /**
   * Empties the places of what is each visitor's own.
   */
  public static function withoutSlots(string $html): string {
    return (string) preg_replace('#<drupal-render-placeholder [^>]*></drupal-render-placeholder>#', '', $html);
  }

  /**
   * What is to be rendered within.
   *
   * @param array<string, mixed> $element
   *   What was marked.
   *
   * @return array<string, mixed>
   *   A render array without its cache keys, and with those callbacks that are
   *   still to come.
   */
  private function inner(array $element): array {
    // Arrays of Views hold references, which a copy would share.
    $cache = array_diff_key($element['#cache'] ?? [], ['keys' => TRUE, 'bin' => TRUE]);
    $attached = $element['#attached'] ?? [];
    $callbacks = $element['#pre_render'];
    unset($element['#cache'], $element['#attached'], $element['#nodejs_live'], $element['#weight']);
    $element['#cache'] = $cache;
    $element['#attached'] = $attached;
    $element['#pre_render'] = array_slice($callbacks, (int) array_search(self::CALLBACK, $callbacks, TRUE) + 1);
    return $element;
  }

  /**
   * The region, named by all that makes it what it is.
   */
  private function region(Recipe $recipe, BubbleableMetadata $metadata, string $assets): Region {
    $surroundings = $this->stage->surroundings();
    $contexts = array_unique([...$metadata->getCacheContexts(), ...self::CONTEXTS]);
    sort($contexts);
    $keys = $this->keys($contexts);
    $theirs = $this->stage->as($this->stage->actor($surroundings), fn (): array => $this->keys($contexts));
    // What is different for somebody who only has the same roles is a
    // visitor's own, and so is what only their browser knows.
    $own = array_filter($contexts, static fn (string $context): bool => preg_match('/^(session|cookies|headers|ip)\b/', $context) === 1 || ($keys[$context] !== $theirs[$context] && $context !== 'user.permissions'));
    $isShared = $own === [] && $keys === $theirs
      && $metadata->getCacheMaxAge() === Cache::PERMANENT
      && self::haveSlots($metadata);
    $shared = array_diff_key($keys, array_flip($own));
    return new Region($this->hash($recipe->text(), ...array_values($shared)), $recipe, $surroundings->seenBy($contexts), $isShared, $assets);
  }

  /**
   * What each context says of the current request.
   *
   * @param string[] $contexts
   *   Cache contexts.
   *
   * @return array<string, string>
   *   Keys by context.
   */
  private function keys(array $contexts): array {
    $keys = [];
    foreach ($contexts as $context) {
      $keys[$context] = implode($this->contexts->convertTokensToKeys([$context])->getKeys());
    }
    return $keys;
  }

  /**
   * The tags whose invalidation changes it.
   *
   * @return list<string>
   *   Cache tags.
   */
  private function tags(BubbleableMetadata $metadata): array {
    return array_values(array_filter($metadata->getCacheTags(), static fn (string $tag): bool => !str_starts_with($tag, RegionTable::TAG) && $tag !== 'rendered'));
  }

  /**
   * Whether all that is each visitor's own is an element, none an attribute.
   */
  private static function haveSlots(BubbleableMetadata $metadata): bool {
    return array_filter(array_keys($metadata->getAttachments()['placeholders'] ?? []), static fn (int|string $markup): bool => !str_starts_with((string) $markup, '<drupal-render-placeholder ')) === [];
  }

  /**
   * Names the scripts and styles it needs, so that a page knows if it has them.
   */
  public static function assets(BubbleableMetadata $metadata): string {
    $attached = $metadata->getAttachments();
    $libraries = array_unique($attached['library'] ?? []);
    sort($libraries);
    $settings = array_diff_key($attached['drupalSettings'] ?? [], ['nodejs' => TRUE, 'ajaxPageState' => TRUE]);
    return substr(Crypt::hashBase64(serialize([$libraries, $settings])), 0, 8);
  }

  /**
   * Names something, and discloses nothing of it.
   */
  private function hash(string ...$parts): string {
    return substr(Crypt::hmacBase64("nodejs-live\n" . implode("\n", $parts), $this->privateKey->get()), 0, 22);
  }

}
