<?php

/**
 * @file
 * Hooks provided by the notices.
 */

declare(strict_types=1);

/**
 * @addtogroup hooks
 * @{
 */

/**
 * Name kinds of notices, so that users can do without one.
 *
 * To tell users something of a kind:
 * @code
 * \Drupal::service(\Drupal\nodejs_notify\Notifier::class)->tell(
 *   [$uid],
 *   new \Drupal\nodejs_notify\Notice('Your order was sent', 'Three parcels.', category: 'orders', link: '/orders/12', source: 'order:12:sent'),
 * );
 * @endcode
 * Do it where the thing happens: it is told only if that is committed.
 *
 * @return array<string, string|\Stringable>
 *   Labels by the kind's name: at most 64 ASCII characters.
 */
function hook_nodejs_notify_categories(): array {
  return ['orders' => t('My orders')];
}

/**
 * @} End of "addtogroup hooks".
 */
