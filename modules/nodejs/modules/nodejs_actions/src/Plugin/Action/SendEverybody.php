<?php

declare(strict_types=1);

namespace Drupal\nodejs_actions\Plugin\Action;

use Drupal\Core\Action\Attribute\Action;
use Drupal\Core\Entity\EntityInterface;
use Drupal\Core\Session\AnonymousUserSession;
use Drupal\Core\StringTranslation\TranslatableMarkup;
use Drupal\nodejs_actions\Plugin\Derivative\ActionTypes;

/**
 * Sends a notice to everybody who has a page open.
 */
#[Action(
  id: 'nodejs_send_everybody',
  label: new TranslatableMarkup('Send a notice to everybody'),
  deriver: ActionTypes::class,
)]
final class SendEverybody extends SendBase {

  /**
   * {@inheritdoc}
   */
  protected function send(?EntityInterface $about): void {
    $this->sendTo('', new AnonymousUserSession(), $about);
  }

}
