<?php

declare(strict_types=1);

namespace Drupal\nodejs_actions\Plugin\Action;

use Drupal\Core\Action\Attribute\Action;
use Drupal\Core\Entity\EntityInterface;
use Drupal\Core\Form\FormStateInterface;
use Drupal\Core\Session\AccountInterface;
use Drupal\Core\StringTranslation\TranslatableMarkup;
use Drupal\nodejs_actions\Notices;
use Drupal\nodejs_actions\Plugin\Derivative\ActionTypes;

/**
 * Sends a notice to all who listen to a channel.
 */
#[Action(
  id: 'nodejs_send_channel',
  label: new TranslatableMarkup('Send a notice to a channel'),
  deriver: ActionTypes::class,
)]
final class SendChannel extends SendBase {

  /**
   * What a channel may be called; users, roles and sessions have own actions.
   */
  private const NAME = '/^(?!(user|role|session|nodejs_user_\d+)(:|$))[A-Za-z0-9_.:-]{1,128}$/D';

  /**
   * {@inheritdoc}
   */
  protected function send(?EntityInterface $about): void {
    $channel = $this->notices->replace((string) $this->configuration['channel'], $about);
    if (preg_match(self::NAME, $channel) === 1) {
      $this->sendTo($channel, Notices::holder((string) $this->configuration['listeners']), $about);
    }
  }

  /**
   * {@inheritdoc}
   */
  public function defaultConfiguration(): array {
    return ['channel' => '', 'listeners' => AccountInterface::ANONYMOUS_ROLE] + parent::defaultConfiguration();
  }

  /**
   * {@inheritdoc}
   */
  public function buildConfigurationForm(array $form, FormStateInterface $form_state): array {
    $form['channel'] = [
      '#type' => 'textfield',
      '#title' => $this->t('Channel'),
      '#required' => TRUE,
      '#maxlength' => 255,
      '#default_value' => $this->configuration['channel'],
      '#description' => $this->t('Its name, which may hold tokens. Modules and the settings page say who listens to which channel.'),
    ];
    $form['listeners'] = [
      '#title' => $this->t('Who listens'),
      '#description' => $this->t('A role that all of them have. Nothing is sent about what somebody with nothing but this role may not see.'),
    ] + $this->roleElement('listeners');
    return parent::buildConfigurationForm($form, $form_state);
  }

  /**
   * {@inheritdoc}
   */
  public function validateConfigurationForm(array &$form, FormStateInterface $form_state): void {
    $name = trim((string) $form_state->getValue('channel'));
    // What a token stands for is looked at when the action runs.
    if (preg_match(self::NAME, (string) preg_replace('/\[[^\]\s]+\]/', 'x', $name)) !== 1) {
      $form_state->setErrorByName('channel', $this->t('The name of a channel consists of letters, digits and _ . : - only, and is not that of a user, a role or a session.'));
    }
  }

  /**
   * {@inheritdoc}
   */
  public function calculateDependencies(): array {
    return $this->roleDependency((string) $this->configuration['listeners']);
  }

}
