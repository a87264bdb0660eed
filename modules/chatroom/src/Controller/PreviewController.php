<?php

declare(strict_types=1);

namespace Drupal\chatroom\Controller;

use Drupal\chatroom\PlainText;
use Drupal\chatroom\PreviewKey;
use Drupal\Component\Utility\Unicode;
use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\DependencyInjection\ContainerInjectionInterface;
use Drupal\Core\Entity\EntityRepositoryInterface;
use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\Core\Path\PathValidatorInterface;
use Drupal\node\NodeInterface;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Response;

/**
 * Tells what stands behind a link to the site's own content, as far as its reader may see it.
 */
final class PreviewController implements ContainerInjectionInterface {

  use AutowireTrait;

  private const LENGTH = 200;

  public function __construct(
    private readonly PathValidatorInterface $paths,
    private readonly EntityTypeManagerInterface $entityTypes,
    private readonly EntityRepositoryInterface $entities,
    private readonly PreviewKey $key,
  ) {}

  /**
   * Answers GET /chatroom/-/preview?path=/node/7; content that isn't there and that one may not see are one.
   */
  public function look(Request $request): Response {
    $node = $this->node($request, $request->query->getString('path'));
    // Who may see it may change at any moment; a page asks once for all its links to it.
    $headers = ['Cache-Control' => 'no-store, private'];
    if ($node === NULL) {
      return new Response('', 204, $headers);
    }
    return new JsonResponse([
      'title' => (string) $node->label(),
      'kind' => (string) $this->entityTypes->getStorage('node_type')->load($node->bundle())?->label(),
      'text' => $this->beginning($node),
      'key' => $this->key->of($node),
    ], 200, $headers);
  }

  /**
   * The node behind a path, as the reader may see it.
   */
  private function node(Request $request, string $path): ?NodeInterface {
    $base = $request->getBasePath();
    if ($path === '' || strlen($path) > 2000 || !str_starts_with($path, $base . '/')) {
      return NULL;
    }
    $url = $this->paths->getUrlIfValid(substr($path, strlen($base)));
    if (!$url || !$url->isRouted() || $url->getRouteName() !== 'entity.node.canonical') {
      return NULL;
    }
    $node = $this->entityTypes->getStorage('node')->load($url->getRouteParameters()['node']);
    $node = $node instanceof NodeInterface ? $this->entities->getTranslationFromContext($node) : NULL;
    return $node instanceof NodeInterface && $node->access('view') ? $node : NULL;
  }

  /**
   * How its text begins.
   */
  private function beginning(NodeInterface $node): string {
    $body = $node->hasField('body') ? $node->get('body') : NULL;
    if ($body === NULL || $body->isEmpty() || !$body->access('view')) {
      return '';
    }
    $item = $body->first();
    $markup = (string) ($item->summary_processed ?: $item->processed);
    return Unicode::truncate(PlainText::of($markup), self::LENGTH, TRUE, TRUE);
  }

}
