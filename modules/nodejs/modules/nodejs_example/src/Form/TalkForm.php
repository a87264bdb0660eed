<?php

declare(strict_types=1);

namespace Drupal\nodejs_example\Form;

use Drupal\Core\Ajax\AjaxResponse;
use Drupal\Core\Form\FormBase;
use Drupal\Core\Form\FormStateInterface;

/**
 * The classic talk's four ways to send, a button each.
 */
final class TalkForm extends FormBase {

  private const CHANNEL = 'nodejs_example_page';

  /**
   * {@inheritdoc}
   */
  public function getFormId(): string {
    return 'nodejs_example_talk';
  }

  /**
   * {@inheritdoc}
   */
  public function buildForm(array $form, FormStateInterface $form_state): array {
    // Third way: only pages that got this token hear the channel.
    nodejs_send_content_channel_token(self::CHANNEL);

    $form['about'] = [
      '#type' => 'html_tag',
      '#tag' => 'p',
      // The own echo is dropped on the page that asks by AJAX: it needn't be
      // told what it did itself.
      '#value' => $this->t('What this page hears. What it says itself is heard by other pages only, your own too: open it in a second window.'),
    ];
    $form['heard'] = [
      '#type' => 'html_tag',
      '#tag' => 'ol',
      '#attributes' => ['id' => 'nodejs-example', 'role' => 'log'],
    ];
    $form['actions'] = ['#type' => 'actions'];
    foreach ([
      'toUser' => $this->t('To me'),
      'toEverybody' => $this->t('To everybody'),
      'toPages' => $this->t('To who sees this page'),
      'commands' => $this->t('With AJAX commands'),
    ] as $way => $title) {
      $form['actions'][$way] = [
        '#type' => 'submit',
        '#name' => $way,
        '#value' => $title,
        '#submit' => ['::' . $way],
        '#ajax' => ['callback' => '::done'],
      ];
    }
    $form['#attached']['library'][] = 'nodejs_example/talk';
    return $form;
  }

  /**
   * Sends to one user: every open page of theirs hears it.
   */
  public function toUser(): void {
    $message = new \stdClass();
    $message->channel = 'nodejs_user_' . $this->currentUser()->id();
    $message->callback = 'example';
    $message->data = ['subject' => 'Hello', 'body' => 'Only you hear this.'];
    nodejs_enqueue_message($message);
  }

  /**
   * Sends to everybody.
   */
  public function toEverybody(): void {
    $message = new \stdClass();
    $message->broadcast = TRUE;
    $message->callback = 'example';
    $message->data = ['subject' => 'Tea is ready', 'body' => 'Whoever is here hears this.'];
    nodejs_enqueue_message($message);
  }

  /**
   * Sends to the pages that got the channel's token.
   */
  public function toPages(): void {
    $message = new \stdClass();
    $message->channel = self::CHANNEL;
    $message->callback = 'example';
    $message->data = ['subject' => 'Hello', 'body' => 'Only who sees this page hears this.'];
    nodejs_send_content_channel_message($message);
  }

  /**
   * Sends Drupal AJAX commands.
   */
  public function commands(): void {
    $message = new \stdClass();
    $message->broadcast = TRUE;
    $message->commands = [
      ajax_command_append('#nodejs-example', '<li>PHP put this line into your page.</li>'),
      ajax_command_css('#nodejs-example', ['outline' => '2px solid']),
    ];
    nodejs_send_message($message);
  }

  /**
   * Leaves the page as it is, with all that it has heard.
   */
  public function done(): AjaxResponse {
    return new AjaxResponse();
  }

  /**
   * {@inheritdoc}
   */
  public function submitForm(array &$form, FormStateInterface $form_state): void {}

}
