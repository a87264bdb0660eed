<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Core\PrivateKey;
use Drupal\Core\Session\AccountInterface;
use Drupal\Core\Session\PermissionsHashGeneratorInterface;

/**
 * Names the accounts that have the same permissions.
 *
 * What is rendered once may go to all of an audience. The name tells nobody
 * which permissions they are.
 */
final class Audience {

  /**
   * Characters of a name: 96 bits.
   */
  private const LENGTH = 16;

  public function __construct(
    private readonly PermissionsHashGeneratorInterface $permissions,
    private readonly PrivateKey $privateKey,
  ) {}

  /**
   * The name of an account's audience: letters, digits, "-" and "_".
   */
  public function of(AccountInterface $account): string {
    $mac = hash_hmac('sha256', 'nodejs-audience:' . $this->permissions->generate($account), $this->privateKey->get(), TRUE);
    return substr(rtrim(strtr(base64_encode($mac), '+/', '-_'), '='), 0, self::LENGTH);
  }

}
