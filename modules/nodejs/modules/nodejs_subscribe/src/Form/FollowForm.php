<?php

declare(strict_types=1);

namespace Drupal\nodejs_subscribe\Form;

use Drupal\Component\Utility\Html;
use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\Entity\EntityInterface;
use Drupal\Core\Form\FormBase;
use Drupal\Core\Form\FormBuilderInterface;
use Drupal\Core\Form\FormStateInterface;
use Drupal\Core\Url;
use Drupal\nodejs_subscribe\Subscriptions;

/**
 * A button: follows an entity, or follows it no more.
 */
final class FollowForm extends FormBase {

  use AutowireTrait;

  public function __construct(
    protected Subscriptions $subscriptions,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function getFormId(): string {
    return 'nodejs_subscribe_follow';
  }

  /**
   * {@inheritdoc}
   */
  public function buildForm(array $form, FormStateInterface $form_state, ?string $entity_type = NULL, ?EntityInterface $entity = NULL): array {
    assert($entity !== NULL);
    $follows = $this->subscriptions->has((int) $this->currentUser()->id(), $entity);
    $id = Html::getUniqueId('nodejs-follow-' . $entity->getEntityTypeId() . '-' . $entity->id());
    // It may stand on a page of many: the form has an address of its own.
    $url = Url::fromRoute('nodejs_subscribe.follow', ['entity_type' => $entity->getEntityTypeId(), 'entity' => $entity->id()]);
    $destination = $this->getRedirectDestination()->getAsArray();
    $form['#action'] = $url->setOption('query', $destination)->toString();
    $form['#attributes']['class'][] = 'nodejs-follow';
    $form['#prefix'] = '<div id="' . $id . '">';
    $form['#suffix'] = '</div>';
    $form['#attached']['library'][] = 'nodejs_subscribe/follow';
    $form['#cache'] = ['max-age' => 0];
    // What the reader saw is what they mean, whatever another tab did.
    $form['follow'] = ['#type' => 'hidden', '#value' => $follows ? '0' : '1'];
    $form['submit'] = [
      '#type' => 'submit',
      // Pieces of a page that are made apart don't know each other's ids.
      '#id' => $id . '-button',
      '#value' => $follows ? $this->t('Following') : $this->t('Follow'),
      '#attributes' => [
        'aria-label' => $follows
          ? $this->t('Following @label. Stop', ['@label' => $entity->label()])
          : $this->t('Follow @label', ['@label' => $entity->label()]),
        'class' => ['button--small', $follows ? 'nodejs-follow__on' : 'nodejs-follow__off'],
      ],
      '#ajax' => [
        'callback' => '::changed',
        'wrapper' => $id,
        'url' => clone $url,
        'options' => ['query' => $destination + [FormBuilderInterface::AJAX_FORM_REQUEST => TRUE]],
      ],
    ];
    return $form;
  }

  /**
   * {@inheritdoc}
   */
  public function submitForm(array &$form, FormStateInterface $form_state): void {
    $entity = $form_state->getBuildInfo()['args'][1] ?? NULL;
    assert($entity instanceof EntityInterface);
    $uid = (int) $this->currentUser()->id();
    ($form_state->getUserInput()['follow'] ?? NULL) === '1'
      ? $this->subscriptions->add($uid, $entity)
      : $this->subscriptions->remove($uid, $entity->getEntityTypeId(), (string) $entity->id());
    $this->getRequest()->query->has(FormBuilderInterface::AJAX_FORM_REQUEST)
      ? $form_state->setRebuild()
      : $form_state->setRedirectUrl($entity->toUrl());
  }

  /**
   * Gives the button as it is now.
   *
   * @return array<string, mixed>
   *   A render array.
   */
  public function changed(array &$form): array {
    return $form;
  }

}
