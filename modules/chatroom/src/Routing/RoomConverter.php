<?php

declare(strict_types=1);

namespace Drupal\chatroom\Routing;

use Drupal\chatroom\Room;
use Drupal\chatroom\Rooms;
use Drupal\Core\ParamConverter\ParamConverterInterface;
use Symfony\Component\Routing\Route;

/**
 * Makes a room of its name in an address.
 */
final class RoomConverter implements ParamConverterInterface {

  public function __construct(
    private readonly Rooms $rooms,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function convert($value, $definition, $name, array $defaults): ?Room {
    return is_string($value) && preg_match('/^' . Room::NAME . '$/D', $value) === 1 ? $this->rooms->load($value) : NULL;
  }

  /**
   * {@inheritdoc}
   */
  public function applies($definition, $name, Route $route): bool {
    return is_array($definition) && ($definition['type'] ?? NULL) === 'chatroom';
  }

}
