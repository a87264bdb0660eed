<?php

declare(strict_types=1);

namespace Drupal\nodejs_notify\Form;

use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\Form\FormBase;
use Drupal\Core\Form\FormStateInterface;
use Drupal\Core\Pager\PagerManagerInterface;
use Drupal\nodejs_notify\Inbox;
use Drupal\nodejs_notify\NoticeList;
use Drupal\nodejs_notify\Notifier;
use Drupal\nodejs_notify\Reader;

/**
 * A user's notices, with what can be done about them; it needs no script.
 */
final class InboxForm extends FormBase {

  use AutowireTrait;

  private const PAGE = 20;

  public function __construct(
    protected Inbox $inbox,
    protected Reader $reader,
    protected NoticeList $list,
    protected Notifier $notifier,
    protected PagerManagerInterface $pagers,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function getFormId(): string {
    return 'nodejs_notify_inbox';
  }

  /**
   * {@inheritdoc}
   */
  public function buildForm(array $form, FormStateInterface $form_state): array {
    $account = $this->currentUser();
    $uid = (int) $account->id();
    $page = $this->pagers->createPager($this->inbox->count($uid), self::PAGE)->getCurrentPage();
    $options = [];
    foreach ($this->reader->latest($account, self::PAGE, $page * self::PAGE) as $notice) {
      $options[$notice->id] = [
        'notice' => ['data' => $this->list->item($notice)],
        '#attributes' => ['class' => $notice->isRead ? [] : ['nodejs-notices__unread']],
      ];
    }
    $form['ids'] = [
      '#type' => 'tableselect',
      '#header' => ['notice' => $this->t('Notice')],
      '#options' => $options,
      '#empty' => $this->t('Nothing to tell. When something happens that concerns you, it is kept here.'),
      '#attributes' => ['class' => ['nodejs-inbox'], 'data-nodejs-inbox' => ''],
    ];
    $form['actions'] = ['#type' => 'actions', '#access' => $options !== []];
    $form['actions']['read'] = [
      '#type' => 'submit',
      '#value' => $this->t('Mark as read'),
      '#submit' => ['::read'],
      '#validate' => ['::some'],
    ];
    $form['actions']['all'] = [
      '#type' => 'submit',
      '#value' => $this->t('Mark all as read'),
      '#submit' => ['::all'],
    ];
    $form['actions']['remove'] = [
      '#type' => 'submit',
      '#value' => $this->t('Remove'),
      '#submit' => ['::remove'],
      '#validate' => ['::some'],
    ];
    $form['pager'] = ['#type' => 'pager'];
    $form['#attached']['library'][] = 'nodejs_notify/list';
    return $form;
  }

  /**
   * Wants at least one notice chosen.
   */
  public function some(array &$form, FormStateInterface $form_state): void {
    if ($this->chosen($form_state) === []) {
      $form_state->setErrorByName('ids', $this->t('Choose a notice first.'));
    }
  }

  /**
   * Marks the chosen notices as read.
   */
  public function read(array &$form, FormStateInterface $form_state): void {
    $this->mark($this->chosen($form_state));
  }

  /**
   * Marks all notices as read.
   */
  public function all(): void {
    $this->mark(NULL);
  }

  /**
   * Removes the chosen notices.
   */
  public function remove(array &$form, FormStateInterface $form_state): void {
    $uid = (int) $this->currentUser()->id();
    $ids = $this->chosen($form_state);
    $this->inbox->remove($uid, $ids);
    $this->notifier->tellRead($uid, $ids);
  }

  /**
   * {@inheritdoc}
   */
  public function submitForm(array &$form, FormStateInterface $form_state): void {}

  /**
   * Marks notices as read, here and on the user's other pages.
   *
   * @param list<int>|null $ids
   *   Which; NULL: all.
   */
  private function mark(?array $ids): void {
    $uid = (int) $this->currentUser()->id();
    if ($this->inbox->markRead($uid, $ids) !== []) {
      $this->notifier->tellRead($uid, $ids);
    }
  }

  /**
   * The notices that were chosen.
   *
   * @return list<int>
   *   Their numbers.
   */
  private function chosen(FormStateInterface $form_state): array {
    return array_values(array_map(intval(...), array_filter((array) $form_state->getValue('ids'))));
  }

}
