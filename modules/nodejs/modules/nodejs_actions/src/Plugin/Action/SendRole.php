<?php

declare(strict_types=1);

namespace Drupal\nodejs_actions\Plugin\Action;

use Drupal\Core\Action\Attribute\Action;
use Drupal\Core\Entity\EntityInterface;
use Drupal\Core\Form\FormStateInterface;
use Drupal\Core\StringTranslation\TranslatableMarkup;
use Drupal\nodejs_actions\Notices;
use Drupal\nodejs_actions\Plugin\Derivative\ActionTypes;

/**
 * Sends a notice to all who have a role.
 */
#[Action(
  id: 'nodejs_send_role',
  label: new TranslatableMarkup('Send a notice to a role'),
  deriver: ActionTypes::class,
)]
final class SendRole extends SendBase {

  /**
   * {@inheritdoc}
   */
  protected function send(?EntityInterface $about): void {
    $role = (string) $this->configuration['role'];
    $this->sendTo('role:' . $role, Notices::holder($role), $about);
  }

  /**
   * {@inheritdoc}
   */
  public function defaultConfiguration(): array {
    return ['role' => ''] + parent::defaultConfiguration();
  }

  /**
   * {@inheritdoc}
   */
  public function buildConfigurationForm(array $form, FormStateInterface $form_state): array {
    $form['role'] = ['#title' => $this->t('Role')] + $this->roleElement('role');
    return parent::buildConfigurationForm($form, $form_state);
  }

  /**
   * {@inheritdoc}
   */
  public function calculateDependencies(): array {
    return $this->roleDependency((string) $this->configuration['role']);
  }

}
