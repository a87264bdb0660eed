<?php

declare(strict_types=1);

namespace Drupal\nodejs_actions\Plugin\Action;

use Drupal\Core\Action\Attribute\Action;
use Drupal\Core\Entity\EntityInterface;
use Drupal\Core\Form\FormStateInterface;
use Drupal\Core\StringTranslation\TranslatableMarkup;
use Drupal\nodejs_actions\Plugin\Derivative\ActionTypes;
use Drupal\user\UserInterface;

/**
 * Sends a notice to one user or several.
 */
#[Action(
  id: 'nodejs_send_user',
  label: new TranslatableMarkup('Send a notice to a user'),
  deriver: ActionTypes::class,
)]
final class SendUser extends SendBase {

  /**
   * {@inheritdoc}
   */
  protected const PERMISSION = 'send nodejs notices to users';

  /**
   * {@inheritdoc}
   */
  protected function send(?EntityInterface $about): void {
    foreach ($this->users($about) as $user) {
      $this->sendTo('user:' . $user->id(), $user, $about);
    }
  }

  /**
   * Whom the configuration names.
   *
   * @return array<\Drupal\user\UserInterface>
   *   Users that are not blocked.
   */
  private function users(?EntityInterface $about): array {
    $names = preg_split('/\s*[,\n]\s*/', $this->notices->replace((string) $this->configuration['users'], $about), -1, PREG_SPLIT_NO_EMPTY) ?: [];
    // A number is never taken for somebody's name, for anybody may call
    // themselves so.
    $numbers = array_values(preg_grep('/^\d+$/D', $names) ?: []);
    $names = array_values(array_diff($names, $numbers));
    $storage = $this->entityTypeManager->getStorage('user');
    $users = $storage->loadMultiple($numbers) + ($names === [] ? [] : $storage->loadByProperties(['name' => $names]));
    return array_filter($users, static fn (EntityInterface $user): bool => $user instanceof UserInterface && $user->isActive() && $user->isAuthenticated());
  }

  /**
   * {@inheritdoc}
   */
  public function defaultConfiguration(): array {
    return ['users' => ''] + parent::defaultConfiguration();
  }

  /**
   * {@inheritdoc}
   */
  public function buildConfigurationForm(array $form, FormStateInterface $form_state): array {
    $form['users'] = [
      '#type' => 'textfield',
      '#title' => $this->t('Users'),
      '#required' => TRUE,
      '#maxlength' => 1024,
      '#default_value' => $this->configuration['users'],
      '#description' => $this->t('Names or numbers of users, with commas in between, or tokens such as [node:author:uid] or [comment:author:uid].'),
    ];
    return parent::buildConfigurationForm($form, $form_state);
  }

}
