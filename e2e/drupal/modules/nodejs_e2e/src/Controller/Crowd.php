<?php

declare(strict_types=1);

namespace Drupal\nodejs_e2e\Controller;

use Drupal\Core\Controller\ControllerBase;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\StreamedResponse;

/**
 * What many viewers ask for, where Drupal alone keeps them up to date.
 */
final class Crowd extends ControllerBase {

  /**
   * Changes an article.
   */
  public function change(Request $request): JsonResponse {
    ['id' => $id, 'score' => $score] = json_decode($request->getContent(), TRUE, 8, JSON_THROW_ON_ERROR);
    $node = $this->entityTypeManager()->getStorage('node')->load($id);
    $node->set('field_e2e_score', $score)->save();
    return new JsonResponse(['score' => $score]);
  }

  /**
   * Holds a viewer, and looks from time to time whether an article changed.
   *
   * The least that PHP can do: no lock, no entity, one statement for each look.
   */
  public function hold(Request $request): StreamedResponse {
    [$id, $seconds, $every] = array_map($request->query->getInt(...), ['id', 'seconds', 'every']);
    return new StreamedResponse(static function () use ($id, $seconds, $every): void {
      $database = \Drupal::database();
      $last = NULL;
      for ($time = 0; $time < $seconds; $time += $every) {
        $changed = $database->query('SELECT MAX([revision_timestamp]) FROM {node_revision} WHERE [nid] = :id', [':id' => $id])->fetchField();
        echo $changed === $last ? ":\n\n" : "data: $changed\n\n";
        $last = $changed;
        while (ob_get_level() > 0) {
          ob_end_flush();
        }
        flush();
        sleep($every);
      }
    }, 200, ['Content-Type' => 'text/event-stream']);
  }

}
