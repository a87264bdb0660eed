<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs_example\Kernel;

use Drupal\Component\Utility\Html;
use Drupal\Tests\nodejs\Kernel\NodejsKernelTestBase;
use Drupal\user\Entity\Role;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Response;

/**
 * The example's buttons send, and leave the page that has them as it is.
 *
 * @group nodejs
 */
#[Group('nodejs')]
#[RunTestsInSeparateProcesses]
final class TalkTest extends NodejsKernelTestBase {

  /**
   * {@inheritdoc}
   */
  protected static $modules = ['nodejs_example'];

  /**
   * {@inheritdoc}
   */
  protected function setUp(): void {
    parent::setUp();
    $this->container->get('theme_installer')->install(['stark']);
    $this->config('system.theme')->set('default', 'stark')->save();
    Role::load('anonymous')?->grantPermission('use nodejs example')->save();
  }

  /**
   * What the site answers.
   */
  private function answer(Request $request): Response {
    return $this->container->get('http_kernel')->handle($request);
  }

  public function testAClickSendsAndLeavesThePageAsItIs(): void {
    $page = Html::load((string) $this->answer(Request::create('/nodejs-example'))->getContent());
    $inputs = iterator_to_array((new \DOMXPath($page))->query('//form[contains(@id, "talk")]//input[@type="hidden"]') ?: []);
    $values = array_column(array_map(static fn (\DOMElement $input): array => [$input->getAttribute('name'), $input->getAttribute('value')], $inputs), 1, 0);
    foreach (['toUser' => 'Only you hear this.', 'toEverybody' => 'Whoever is here hears this.', 'toPages' => 'Only who sees this page hears this.', 'commands' => 'PHP put this line into your page.'] as $button => $text) {
      $answer = $this->answer(Request::create('/nodejs-example?ajax_form=1', 'POST', $values + ['_triggering_element_name' => $button], server: ['HTTP_ACCEPT' => 'application/json']));
      $this->assertSame(['update_build_id'], array_column((array) json_decode((string) $answer->getContent(), TRUE), 'command'), $button);
      $this->endRequest();
      $this->assertStringContainsString($text, (string) json_encode($this->server->calls()));
    }
  }

}
