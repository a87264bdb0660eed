<?php

declare(strict_types=1);

namespace Drupal\nodejs_notify\Form;

use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\Form\ConfirmFormBase;
use Drupal\Core\Form\FormStateInterface;
use Drupal\Core\StringTranslation\TranslatableMarkup;
use Drupal\Core\Url;
use Drupal\nodejs_notify\Broadcast;
use Drupal\nodejs_notify\Broadcasts;
use Symfony\Component\HttpKernel\Exception\NotFoundHttpException;

/**
 * Cancels an announcement that wasn't made yet, after a question.
 */
final class BroadcastCancelForm extends ConfirmFormBase {

  use AutowireTrait;

  /**
   * The announcement.
   */
  private ?Broadcast $broadcast = NULL;

  public function __construct(
    protected Broadcasts $broadcasts,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function getFormId(): string {
    return 'nodejs_notify_broadcast_cancel';
  }

  /**
   * {@inheritdoc}
   */
  public function buildForm(array $form, FormStateInterface $form_state, ?string $broadcast = NULL): array {
    $this->broadcast = $this->broadcasts->load((int) $broadcast);
    if ($this->broadcast?->state !== Broadcast::WAITING) {
      throw new NotFoundHttpException();
    }
    return parent::buildForm($form, $form_state);
  }

  /**
   * {@inheritdoc}
   */
  public function getQuestion(): TranslatableMarkup {
    return $this->t('Cancel the announcement %subject?', ['%subject' => $this->broadcast?->notice->subject]);
  }

  /**
   * {@inheritdoc}
   */
  public function getDescription(): TranslatableMarkup {
    return $this->t('Nobody has been told yet, and nobody will be.');
  }

  /**
   * {@inheritdoc}
   */
  public function getConfirmText(): TranslatableMarkup {
    return $this->t('Cancel the announcement');
  }

  /**
   * {@inheritdoc}
   */
  public function getCancelText(): TranslatableMarkup {
    return $this->t('Keep it');
  }

  /**
   * {@inheritdoc}
   */
  public function getCancelUrl(): Url {
    return Url::fromRoute('nodejs_notify.broadcast');
  }

  /**
   * {@inheritdoc}
   */
  public function submitForm(array &$form, FormStateInterface $form_state): void {
    $this->broadcast !== NULL && $this->broadcasts->cancel($this->broadcast->id)
      ? $this->messenger()->addStatus($this->t('The announcement is cancelled.'))
      : $this->messenger()->addWarning($this->t('Too late: the announcement was just made.'));
    $form_state->setRedirectUrl($this->getCancelUrl());
  }

}
