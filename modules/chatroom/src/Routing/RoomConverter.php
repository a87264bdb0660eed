<?php

declare(strict_types=1);

namespace Drupal\chatroom\Routing;

use Drupal\chatroom\Room;
use Drupal\chatroom\Rooms;
use Drupal\Core\ParamConverter\ParamConverterInterface;
use Drupal\Core\Session\AccountProxyInterface;
use Symfony\Component\Routing\Route;

/**
 * Makes a room of its name in an address.
 */
final class RoomConverter implements ParamConverterInterface {

  public function __construct(
    private readonly Rooms $rooms,
    private readonly AccountProxyInterface $account,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function convert($value, $definition, $name, array $defaults): ?Room {
    if (!is_string($value) || preg_match('/^' . Room::NAME . '$/D', $value) !== 1) {
      return NULL;
    }
    // The name of a talk of two follows from who they are: only who may list all rooms learns which are there.
    return $this->rooms->load($value) ?? ($this->account->hasPermission('administer chatroom') ? NULL : Room::closed($value));
  }

  /**
   * {@inheritdoc}
   */
  public function applies($definition, $name, Route $route): bool {
    return is_array($definition) && ($definition['type'] ?? NULL) === 'chatroom';
  }

}
