<?php

/**
 * @file
 * Has a copied site find out what it keeps of where it is: the addresses of style sheets and scripts are routes.
 */

declare(strict_types=1);

return static fn (): bool => \Drupal::service('router.builder')->rebuild();
