<?php

declare(strict_types=1);

namespace Drupal\nodejs\Controller;

use Drupal\Core\Ajax\AjaxResponse;
use Drupal\Core\Cache\CacheableJsonResponse;
use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\DependencyInjection\ContainerInjectionInterface;
use Drupal\nodejs\Live\LiveCommand;
use Drupal\nodejs\Live\RegionTable;
use Drupal\nodejs\Live\Rendering;
use Drupal\nodejs\Live\Sources;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Response;

/**
 * Gives visitors what is live as they may see it.
 *
 * The name of a region is no right to it: it is built for the current user, by
 * a source that checks their access.
 */
final class LiveController implements ContainerInjectionInterface {

  use AutowireTrait;

  public function __construct(
    private readonly RegionTable $table,
    private readonly Sources $sources,
  ) {}

  /**
   * Answers a page that has the region's scripts and styles.
   */
  public function region(string $id): Response {
    $rendering = $this->render($id);
    if ($rendering === NULL) {
      return $this->unknown();
    }
    $response = new CacheableJsonResponse($rendering->data(), $rendering->html === NULL ? 404 : 200);
    $response->addCacheableDependency($rendering->metadata);
    $response->getCacheableMetadata()->addCacheContexts(['user.permissions'])->addCacheTags([RegionTable::TAG . $id]);
    return $response;
  }

  /**
   * Answers a page that lacks some of them, and tells which it has.
   */
  public function assets(string $id): Response {
    $rendering = $this->render($id);
    if ($rendering === NULL) {
      return $this->unknown();
    }
    $response = new AjaxResponse();
    $response->setAttachments($rendering->metadata->getAttachments());
    $response->addCommand(new LiveCommand($rendering->data()));
    return $response;
  }

  /**
   * Builds a region for the current user.
   */
  private function render(string $id): ?Rendering {
    $region = $this->table->load($id);
    return $region === NULL ? NULL : $this->sources->render($region, NULL, TRUE);
  }

  /**
   * Says that there is no such region: the page should be loaded anew.
   */
  private function unknown(): JsonResponse {
    return new JsonResponse(['error' => ['message' => 'Nothing that is live has this name.']], 410, ['Cache-Control' => 'no-store, private']);
  }

}
