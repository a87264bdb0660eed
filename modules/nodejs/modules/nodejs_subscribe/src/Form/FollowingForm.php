<?php

declare(strict_types=1);

namespace Drupal\nodejs_subscribe\Form;

use Drupal\Core\Access\AccessResult;
use Drupal\Core\Access\AccessResultInterface;
use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\Entity\EntityInterface;
use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\Core\Form\FormBase;
use Drupal\Core\Form\FormStateInterface;
use Drupal\Core\Pager\PagerManagerInterface;
use Drupal\Core\Session\AccountInterface;
use Drupal\nodejs_subscribe\Subscriptions;
use Drupal\user\UserInterface;

/**
 * What a user follows, with what can be done about it.
 */
final class FollowingForm extends FormBase {

  use AutowireTrait;

  private const PAGE = 50;

  public function __construct(
    protected Subscriptions $subscriptions,
    protected EntityTypeManagerInterface $entityTypeManager,
    protected PagerManagerInterface $pagers,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function getFormId(): string {
    return 'nodejs_subscribe_following';
  }

  /**
   * Lets users see what they follow, and nobody else.
   */
  public static function access(AccountInterface $account, UserInterface $user): AccessResultInterface {
    return AccessResult::allowedIf($account->isAuthenticated() && (string) $account->id() === (string) $user->id())
      ->cachePerUser()
      ->andIf(AccessResult::allowedIfHasPermission($account, 'follow content'));
  }

  /**
   * {@inheritdoc}
   */
  public function buildForm(array $form, FormStateInterface $form_state, ?UserInterface $user = NULL): array {
    $account = $this->currentUser();
    $uid = (int) $account->id();
    $page = $this->pagers->createPager($this->subscriptions->count($uid), self::PAGE)->getCurrentPage();
    $options = [];
    foreach ($this->subscriptions->of($uid, self::PAGE, $page * self::PAGE) as [$type, $id]) {
      $entity = $this->entity($type, $id);
      // What may not be viewed now is not named, and waits here until it may.
      $options[$type . ':' . $id] = $entity !== NULL && $entity->access('view', $account)
        ? ['what' => ['data' => $entity->toLink()->toRenderable()], 'kind' => $entity->getEntityType()->getSingularLabel()]
        : ['what' => $this->t('Something that you may not view at present'), 'kind' => ''];
    }
    $form['follows'] = [
      '#type' => 'tableselect',
      '#header' => ['what' => $this->t('What you follow'), 'kind' => $this->t('Kind')],
      '#options' => $options,
      '#empty' => $this->t('You follow nothing yet. Press "Follow" where you read something.'),
    ];
    $form['actions'] = ['#type' => 'actions', '#access' => $options !== []];
    $form['actions']['submit'] = ['#type' => 'submit', '#value' => $this->t('Follow no more')];
    $form['pager'] = ['#type' => 'pager'];
    return $form;
  }

  /**
   * {@inheritdoc}
   */
  public function validateForm(array &$form, FormStateInterface $form_state): void {
    if (array_filter((array) $form_state->getValue('follows')) === []) {
      $form_state->setErrorByName('follows', $this->t('Choose something first.'));
    }
  }

  /**
   * {@inheritdoc}
   */
  public function submitForm(array &$form, FormStateInterface $form_state): void {
    foreach (array_filter((array) $form_state->getValue('follows')) as $name) {
      [$type, $id] = explode(':', (string) $name, 2);
      $this->subscriptions->remove((int) $this->currentUser()->id(), $type, $id);
    }
    $this->messenger()->addStatus($this->t('You will not be told of it any more.'));
  }

  /**
   * An entity that is followed; NULL: there is none any more.
   */
  private function entity(string $type, string $id): ?EntityInterface {
    return $this->entityTypeManager->hasDefinition($type) ? $this->entityTypeManager->getStorage($type)->load($id) : NULL;
  }

}
