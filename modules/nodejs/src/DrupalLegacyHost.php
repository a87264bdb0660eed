<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\Core\Extension\ModuleHandlerInterface;
use Drupal\Core\PageCache\ResponsePolicy\KillSwitch;
use Drupal\Core\Session\AccountInterface;
use Drupal\Core\Session\AccountProxyInterface;
use Drupal\nodejs\Core\CallbackToken;
use Drupal\nodejs\Core\LegacyHost;
use Symfony\Component\HttpFoundation\RequestStack;
use Symfony\Component\HttpFoundation\Session\SessionInterface;

/**
 * Lets the classic functions run in Drupal.
 */
final class DrupalLegacyHost implements LegacyHost {

  public function __construct(
    private readonly ModuleHandlerInterface $moduleHandler,
    private readonly RequestStack $requestStack,
    private readonly AccountProxyInterface $currentUser,
    private readonly EntityTypeManagerInterface $entityTypeManager,
    private readonly Sessions $sessions,
    private readonly ContentTokens $contentTokens,
    private readonly KillSwitch $killSwitch,
    private readonly FailureLog $log,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function alter(string $hook, \stdClass $message): void {
    $this->moduleHandler->alter($hook, $message);
  }

  /**
   * {@inheritdoc}
   */
  public function clientSocketId(): ?string {
    $request = $this->requestStack->getCurrentRequest();
    $id = $request?->headers->get('X-Nodejs-Origin') ?? $request?->request->get('nodejs_client_socket_id');
    return is_string($id) && preg_match('/^[A-Za-z0-9_-]{1,64}$/D', $id) === 1 ? $id : NULL;
  }

  /**
   * {@inheritdoc}
   */
  public function currentUser(): string {
    return $this->currentUser->isAuthenticated() ? (string) $this->currentUser->id() : '';
  }

  /**
   * {@inheritdoc}
   */
  public function callbackToken(object $account, int $expiresAt): CallbackToken {
    $account = $account instanceof SessionInterface ? $this->currentUser : $account;
    if (!$account instanceof AccountInterface) {
      throw new \InvalidArgumentException('A token needs an account.');
    }
    $uid = (string) $account->id();
    return new CallbackToken($uid, $this->sessions->current($uid), $expiresAt);
  }

  /**
   * {@inheritdoc}
   */
  public function roleId(string $name): ?string {
    $storage = $this->entityTypeManager->getStorage('user_role');
    if ($storage->load($name) !== NULL) {
      return $name;
    }
    $role = current($storage->loadByProperties(['label' => $name]));
    return $role === FALSE ? NULL : (string) $role->id();
  }

  /**
   * {@inheritdoc}
   */
  public function addContentToken(string $channel, string $token): void {
    $this->contentTokens->add($channel, $token);
    // The token is this visitor's: no cache may give the page to another.
    $this->killSwitch->trigger();
  }

  /**
   * {@inheritdoc}
   */
  public function report(\Throwable $failure): void {
    $this->log->report($failure);
  }

}
