<?php

declare(strict_types=1);

namespace Drupal\nodejs\Form;

use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\Form\ConfirmFormBase;
use Drupal\Core\Form\FormStateInterface;
use Drupal\Core\StringTranslation\TranslatableMarkup;
use Drupal\Core\Url;
use Drupal\nodejs\Nodejs;
use Drupal\user\UserInterface;

/**
 * Asks before the connections of a user are closed.
 */
final class DisconnectForm extends ConfirmFormBase {

  use AutowireTrait;

  /**
   * The user.
   */
  protected UserInterface $user;

  public function __construct(
    protected Nodejs $nodejs,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function getFormId(): string {
    return 'nodejs_disconnect';
  }

  /**
   * {@inheritdoc}
   */
  public function getQuestion(): TranslatableMarkup {
    return $this->t('Disconnect %user?', ['%user' => $this->user->getDisplayName()]);
  }

  /**
   * {@inheritdoc}
   */
  public function getDescription(): TranslatableMarkup {
    return $this->t('All open pages of this user stop receiving until they are loaded again. To keep somebody out, block the account.');
  }

  /**
   * {@inheritdoc}
   */
  public function getConfirmText(): TranslatableMarkup {
    return $this->t('Disconnect');
  }

  /**
   * {@inheritdoc}
   */
  public function getCancelUrl(): Url {
    return Url::fromRoute('nodejs.report');
  }

  /**
   * {@inheritdoc}
   */
  public function buildForm(array $form, FormStateInterface $form_state, ?UserInterface $user = NULL): array {
    $this->user = $user ?? throw new \LogicException('The route gives the user.');
    return parent::buildForm($form, $form_state);
  }

  /**
   * {@inheritdoc}
   */
  public function submitForm(array &$form, FormStateInterface $form_state): void {
    $this->nodejs->kickUser((string) $this->user->id())
      ? $this->messenger()->addStatus($this->t('%user is disconnected.', ['%user' => $this->user->getDisplayName()]))
      : $this->messenger()->addError($this->t("The push server didn't do it; the log says more."));
    $form_state->setRedirectUrl($this->getCancelUrl());
  }

}
