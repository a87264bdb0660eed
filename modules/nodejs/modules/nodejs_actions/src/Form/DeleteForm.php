<?php

declare(strict_types=1);

namespace Drupal\nodejs_actions\Form;

use Drupal\Core\Form\ConfirmFormBase;
use Drupal\Core\Form\FormStateInterface;
use Drupal\Core\StringTranslation\TranslatableMarkup;
use Drupal\Core\Url;
use Drupal\system\ActionConfigEntityInterface;

/**
 * Asks before an action is deleted.
 */
final class DeleteForm extends ConfirmFormBase {

  /**
   * The action.
   */
  protected ActionConfigEntityInterface $action;

  /**
   * {@inheritdoc}
   */
  public function getFormId(): string {
    return 'nodejs_actions_delete';
  }

  /**
   * {@inheritdoc}
   */
  public function buildForm(array $form, FormStateInterface $form_state, ?ActionConfigEntityInterface $action = NULL): array {
    assert($action !== NULL);
    $this->action = $action;
    return parent::buildForm($form, $form_state);
  }

  /**
   * {@inheritdoc}
   */
  public function getQuestion(): TranslatableMarkup {
    return $this->t('Delete the action %label?', ['%label' => $this->action->label()]);
  }

  /**
   * {@inheritdoc}
   */
  public function getCancelUrl(): Url {
    return Url::fromRoute('nodejs_actions.list');
  }

  /**
   * {@inheritdoc}
   */
  public function getConfirmText(): TranslatableMarkup {
    return $this->t('Delete');
  }

  /**
   * {@inheritdoc}
   */
  public function submitForm(array &$form, FormStateInterface $form_state): void {
    $this->action->delete();
    $this->messenger()->addStatus($this->t('The action %label has been deleted.', ['%label' => $this->action->label()]));
    $form_state->setRedirectUrl($this->getCancelUrl());
  }

}
