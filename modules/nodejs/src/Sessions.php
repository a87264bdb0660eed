<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Core\Database\Connection;
use Drupal\Core\Session\SessionConfigurationInterface;
use Drupal\Core\Session\SessionHandler;
use Drupal\nodejs\Core\SessionId;
use Symfony\Component\HttpFoundation\RequestStack;

/**
 * Knows sessions by the name they have in tokens (`sid`).
 */
final class Sessions {

  public function __construct(
    private readonly RequestStack $requestStack,
    private readonly SessionConfigurationInterface $configuration,
    private readonly Connection $connection,
    private readonly \SessionHandlerInterface $storage,
  ) {}

  /**
   * The session in which this request is a user's; NULL without one.
   *
   * It never starts a session: who came without a cookie, or proved themselves
   * by other means, has none.
   */
  public function current(string $uid): ?string {
    $request = $this->requestStack->getMainRequest();
    if ($request === NULL || !$request->hasSession() || !$this->configuration->hasSession($request)) {
      return NULL;
    }
    $session = $request->getSession();
    $owner = $session->get('uid');
    return is_scalar($owner) && (string) $owner === $uid && $session->getId() !== ''
      ? SessionId::fromCookie($session->getId())
      : NULL;
  }

  /**
   * Tells whether a user's session still exists.
   *
   * Where sessions aren't kept in the database this can't be told, and the life
   * of the token is the bound.
   */
  public function exists(string $uid, string $sid): bool {
    if (!$this->storage instanceof SessionHandler) {
      return TRUE;
    }
    if (!$this->connection->schema()->tableExists('sessions')) {
      return FALSE;
    }
    $stored = $this->connection->select('sessions', 's')->fields('s', ['sid'])->condition('uid', $uid)->execute();
    foreach ($stored?->fetchCol() ?? [] as $id) {
      if (hash_equals(SessionId::fromStored($id), $sid)) {
        return TRUE;
      }
    }
    return FALSE;
  }

}
