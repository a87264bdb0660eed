<?php

declare(strict_types=1);

namespace Drupal\nodejs_ajax\Controller;

use Drupal\Core\Ajax\AjaxResponse;
use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\DependencyInjection\ContainerInjectionInterface;
use Drupal\nodejs_ajax\AssetsTicket;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Request;

/**
 * Gives a page the scripts and styles that pushed commands need and it lacks.
 */
final class AssetsController implements ContainerInjectionInterface {

  use AutowireTrait;

  public function __construct(
    private readonly AssetsTicket $ticket,
  ) {}

  /**
   * Answers with the commands that load them, as core makes them.
   */
  public function assets(Request $request): JsonResponse {
    $attached = $this->ticket->redeem((string) $request->request->get('assets'), (string) $request->request->get('signature'));
    return $attached === NULL
      ? new JsonResponse(['error' => 'This site signed no such assets.'], 403)
      : (new AjaxResponse())->setAttachments($attached);
  }

}
