<?php

declare(strict_types=1);

namespace Drupal\nodejs\Controller;

use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\DependencyInjection\ContainerInjectionInterface;
use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\nodejs\Core\CallbackResponder;
use Drupal\nodejs\Core\CallbackToken;
use Drupal\nodejs\Core\Identity;
use Drupal\nodejs\Core\Settings;
use Drupal\nodejs\Identities;
use Drupal\nodejs\MessageCallbacks;
use Drupal\nodejs\Sessions;
use Drupal\user\UserInterface;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Request;

/**
 * Answers what the push server asks the classic way.
 */
final class CallbackController implements ContainerInjectionInterface {

  use AutowireTrait;

  public function __construct(
    private readonly Settings $settings,
    private readonly Identities $identities,
    private readonly Sessions $sessions,
    private readonly EntityTypeManagerInterface $entityTypeManager,
    private readonly MessageCallbacks $callbacks,
  ) {}

  /**
   * Answers POST /nodejs/message.
   */
  public function message(Request $request): JsonResponse {
    $responder = new CallbackResponder($this->settings, $this->identify(...), $this->callbacks->answer(...));
    $response = $responder->respond($request->request->all(), microtime(TRUE));
    return new JsonResponse($response->body, $response->status, ['Cache-Control' => 'no-store, private'], TRUE);
  }

  /**
   * The token's user as of now; NULL once blocked, deleted or logged out.
   */
  private function identify(CallbackToken $token): ?Identity {
    $user = $this->entityTypeManager->getStorage('user')->load($token->uid);
    if (!$user instanceof UserInterface || ($user->isAuthenticated() && !$user->isActive())) {
      return NULL;
    }
    if ($token->sid !== NULL && !$this->sessions->exists($token->uid, $token->sid)) {
      return NULL;
    }
    return $this->identities->of($user, $token->sid);
  }

}
