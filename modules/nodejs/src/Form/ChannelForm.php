<?php

declare(strict_types=1);

namespace Drupal\nodejs\Form;

use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\Form\FormBase;
use Drupal\Core\Form\FormStateInterface;
use Drupal\nodejs\Nodejs;

/**
 * Lets the open connections of a user listen to a channel.
 */
final class ChannelForm extends FormBase {

  use AutowireTrait;

  public function __construct(
    protected Nodejs $nodejs,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function getFormId(): string {
    return 'nodejs_channel';
  }

  /**
   * {@inheritdoc}
   */
  public function buildForm(array $form, FormStateInterface $form_state): array {
    $form['user'] = [
      '#type' => 'number',
      '#title' => $this->t('User ID'),
      '#min' => 1,
      '#required' => TRUE,
    ];
    $form['channel'] = [
      '#type' => 'textfield',
      '#title' => $this->t('Channel'),
      '#maxlength' => 255,
      '#pattern' => '[!-~]+',
      '#required' => TRUE,
      '#description' => $this->t('Open connections only: who comes back later has the channels that the site gives them.'),
    ];
    $form['actions'] = [
      '#type' => 'actions',
      'add' => ['#type' => 'submit', '#button_type' => 'primary', '#value' => $this->t('Add')],
    ];
    return $form;
  }

  /**
   * {@inheritdoc}
   */
  public function validateForm(array &$form, FormStateInterface $form_state): void {
    if (preg_match('/^[!-~]{1,255}$/D', (string) $form_state->getValue('channel')) !== 1) {
      $form_state->setErrorByName('channel', $this->t('The name of a channel has no spaces, and ASCII characters only.'));
    }
  }

  /**
   * {@inheritdoc}
   */
  public function submitForm(array &$form, FormStateInterface $form_state): void {
    $added = $this->nodejs->addUserToChannel((string) $form_state->getValue('user'), (string) $form_state->getValue('channel'));
    $added
      ? $this->messenger()->addStatus($this->t('The open connections of this user listen to %channel.', ['%channel' => $form_state->getValue('channel')]))
      : $this->messenger()->addError($this->t("The push server didn't do it. Is the channel's namespace declared there? The log says more."));
  }

}
